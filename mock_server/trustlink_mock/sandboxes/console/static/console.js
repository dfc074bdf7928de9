"use strict";
// Copies snippets, and adds new requests to the journal. The page works without it.
for (const button of document.querySelectorAll("[data-copy]")) {
  button.hidden = false;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(document.getElementById(button.dataset.copy).textContent);
    button.nextElementSibling.textContent = button.dataset.copied;
  });
}
const entries = document.getElementById("entries");
const live = document.getElementById("live");
const row = (entry) => {
  const request = document.createElement("code");
  request.textContent = `${entry.method} ${entry.path}`;
  const cells = [entry.number, entry.status, request, entry.client, entry.lesson?.advice ?? ""];
  const line = document.createElement("tr");
  for (const cell of cells) {
    const column = document.createElement("td");
    column.append(cell instanceof Node ? cell : String(cell));
    line.append(column);
  }
  line.lastChild.lang = "en";
  return line;
};
const renew = async () => {
  if (!live.checked) return;
  const answer = await fetch(`${entries.dataset.journal}?after=${entries.dataset.last}`);
  if (answer.ok) {
    const page = await answer.json();
    for (const entry of page.entries) entries.prepend(row(entry));
    if (page.entries.length) document.getElementById("none")?.remove();
    entries.dataset.last = page.last;
  }
  setTimeout(renew, 1000);
};
if (live) live.addEventListener("change", renew);
