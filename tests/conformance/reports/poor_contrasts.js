// Names each visible text whose colour differs too little from its ground (WCAG 2, AA: 4.5 to 1).
() => {
  const parts = (text) => text.match(/[\d.]+/g).map(Number);
  const linear = (value) => {
    const part = value / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  };
  const luminance = ([red, green, blue]) =>
    0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue);
  const ground = (node) => {
    for (let one = node; one; one = one.parentElement) {
      const colour = parts(getComputedStyle(one).backgroundColor);
      if (colour.length < 4 || colour[3] > 0) return colour;
    }
    return [255, 255, 255];
  };
  const hasText = (node) =>
    [...node.childNodes].some((child) => child.nodeType === Node.TEXT_NODE && child.data.trim());
  const contrast = (node) => {
    const colours = [parts(getComputedStyle(node).color), ground(node)];
    const [lighter, darker] = colours.map(luminance).sort((a, b) => b - a);
    return (lighter + 0.05) / (darker + 0.05);
  };
  return [...document.querySelectorAll("main *, header *")]
    .filter((node) => hasText(node) && node.checkVisibility())
    .filter((node) => contrast(node) < 4.5)
    .map((node) => `${contrast(node).toFixed(2)} ${node.className} ${node.textContent}`);
}
