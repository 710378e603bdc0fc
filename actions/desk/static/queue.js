// The queue by keyboard: j and k move, Enter claims what waits and opens what is one's own, ? shows the keys.

const rows = () => [...document.querySelectorAll("[data-row]")];

function move(step) {
  const all = rows();
  const now = all.indexOf(document.activeElement.closest("[data-row]"));
  const next = all[now < 0 ? (step > 0 ? 0 : all.length - 1) : now + step];
  next?.focus();
}

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
