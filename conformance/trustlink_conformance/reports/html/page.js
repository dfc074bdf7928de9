// Filters and copies; without it everything is there to be read.
"use strict";
(() => {
  const form = document.getElementById("filter");
  const list = document.getElementById("requirements");
  const rows = [...list.querySelectorAll("article")];
  const count = form.elements.namedItem("count");
  const words = new Map(rows.map((row) => [row, row.textContent.toLowerCase()]));

  const wanted = () => {
    const data = new FormData(form);
    return {
      outcomes: new Set(data.getAll("outcome")),
      group: data.get("group"),
      basis: data.get("basis"),
      parts: data.get("text").toLowerCase().split(/\s+/).filter(Boolean),
    };
  };

  const fits = (row, want) =>
    want.outcomes.has(row.dataset.outcome) &&
    (!want.group || row.dataset.group === want.group) &&
    (!want.basis || row.dataset.basis === want.basis) &&
    want.parts.every((part) => words.get(row).includes(part));

  const apply = () => {
    const want = wanted();
    let shown = 0;
    for (const row of rows) {
      row.hidden = !fits(row, want);
      shown += row.hidden ? 0 : 1;
    }
    for (const part of list.querySelectorAll("section, .group")) {
      part.hidden = !part.querySelector("article:not([hidden])");
    }
    for (const followers of list.querySelectorAll("details.followers")) {
      if (want.parts.length) followers.open = true;
    }
    count.textContent = shown
      ? `${shown} ${count.dataset.of} ${rows.length}`
      : count.dataset.nothing;
  };

  const reveal = () => {
    let name = "";
    try {
      name = decodeURIComponent(location.hash.slice(1));
    } catch {
      return;
    }
    const row = rows.find((one) => one.id === name);
    if (!row) return;
    if (row.hidden) {
      form.reset();
      apply();
    }
    const details = row.querySelector("details");
    if (details) details.open = true;
    const around = row.closest("details.followers");
    if (around) around.open = true;
    row.scrollIntoView();
  };

  const offerCopy = (block) => {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "copy";
    button.textContent = list.dataset.copy;
    button.addEventListener("click", async () => {
      try {
        await navigator.clipboard.writeText(block.textContent);
        button.textContent = list.dataset.copied;
      } catch {
        getSelection().selectAllChildren(block);
      }
      setTimeout(() => { button.textContent = list.dataset.copy; }, 1500);
    });
    block.before(button);
  };

  form.addEventListener("input", apply);
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("reset", () => setTimeout(apply));
  document.addEventListener("keydown", (event) => {
    const typing = /^(INPUT|SELECT|TEXTAREA)$/.test(event.target.tagName);
    const plain = !event.ctrlKey && !event.metaKey && !event.altKey;
    if (event.key === "/" && plain && !typing) {
      event.preventDefault();
      form.elements.namedItem("text").focus();
    } else if (event.key === "Escape" && form.contains(event.target)) {
      form.reset();
    }
  });
  addEventListener("hashchange", reveal);
  let opened = [];
  addEventListener("beforeprint", () => {
    opened = [...document.querySelectorAll(".row.full:not(.follows) > details:not([open])")];
    for (const details of opened) details.open = true;
  });
  addEventListener("afterprint", () => {
    for (const details of opened) details.open = false;
  });
  document.querySelectorAll("pre.curl").forEach(offerCopy);
  form.hidden = false;
  apply();
  reveal();
})();
