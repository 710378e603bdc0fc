// Opens dialogs, closes toasts, lets Alt with a key reach what names it in aria-keyshortcuts ("Alt+1"), and shows where in
// a menu or tabs too long for the screen one is. Every page works without this script.

for (const row of document.querySelectorAll(".menu, .tabs")) {
  row.querySelector("[aria-current]")?.scrollIntoView({ block: "nearest", inline: "center" });
  // A browser leaves an entry that is half in view where it is.
  row.addEventListener("focusin", (event) => event.target.scrollIntoView({ block: "nearest", inline: "nearest" }));
}

document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-opens]");
  if (opener) document.getElementById(opener.dataset.opens).showModal();
  const toast = event.target.closest("[data-closes-toast]")?.closest(".toast");
  if (!toast) return;
  toast.remove();
  (document.querySelector("[data-closes-toast]") ?? document.getElementById("main")).focus();
});

document.addEventListener("keydown", (event) => {
  if (!event.altKey || event.ctrlKey || event.metaKey) return;
  const key = event.code.replace(/^(Key|Digit)/, "");
  const place = document.querySelector("dialog[open]") ?? document;
  const wanted = [...place.querySelectorAll("[aria-keyshortcuts]")].find(
    (element) => element.getAttribute("aria-keyshortcuts") === `Alt+${key}`,
  );
  if (!wanted) return;
  event.preventDefault();
  wanted.focus();
  if (wanted.matches("a, button, summary")) wanted.click();
});
