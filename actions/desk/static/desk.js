// Opens dialogs, closes toasts, and lets Alt with a key reach what names it in aria-keyshortcuts ("Alt+1"). Every page
// works without this script.

document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-opens]");
  if (opener) document.getElementById(opener.dataset.opens).showModal();
  event.target.closest("[data-closes-toast]")?.closest(".toast").remove();
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
