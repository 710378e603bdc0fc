// The queue by keyboard: j and k move, Enter claims what waits and opens what is one's own, ? shows the keys. The lists are
// renewed all the time: what has the focus keeps it.

const queue = document.getElementById("queue");
let shown; // what the lists were last made of
let holdsFocus = false;
let place = -1; // of the row that had the focus
const rows = () => [...document.querySelectorAll("[data-row]")];

function move(step) {
  const all = rows();
  const now = all.indexOf(document.activeElement.closest("[data-row]"));
  if (now >= 0) return all[now + step]?.focus();
  const isBeside = document.activeElement === queue && place >= 0; // of a row that is gone
  const next = isBeside ? place - (step < 0) : step > 0 ? 0 : all.length - 1;
  all[Math.min(next, all.length - 1)]?.focus();
}

queue.addEventListener("htmx:beforeSwap", (event) => {
  if (event.detail.serverResponse === shown) event.detail.shouldSwap = false;
  shown = event.detail.serverResponse;
  const focused = document.activeElement;
  holdsFocus = queue.contains(focused);
  if (focused !== queue) place = rows().indexOf(focused.closest("[data-row]"));
});

// htmx gives the focus back by id. Where its row is gone the list has it, not the next row: Enter would claim that one.
queue.addEventListener("htmx:afterSwap", () => {
  if (holdsFocus && !queue.contains(document.activeElement)) queue.focus({ preventScroll: true });
});

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]")) return;
  if (event.target.closest("input, textarea, select")) return;
  if (event.key === "j" || event.key === "k") {
    event.preventDefault();
    move(event.key === "j" ? 1 : -1);
  } else if (event.key === "Enter" && event.target.matches("[data-row]")) {
    event.preventDefault();
    const claims = event.target.querySelector("form");
    if (claims) claims.requestSubmit();
    else event.target.querySelector("a").click();
  } else if (event.key === "?") {
    event.preventDefault();
    document.getElementById("keys").showModal();
  }
});
