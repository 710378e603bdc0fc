// Opens dialogs, closes toasts, lets Alt with a key reach what names it in aria-keyshortcuts ("Alt+1"), shows where in a menu
// or tabs too long for the screen one is, says that a form marked data-waits is being answered, and copies a field by the
// button that names it in data-copies. Every page works without this script.

for (const row of document.querySelectorAll(".menu, .tabs")) {
  row.querySelector("[aria-current]")?.scrollIntoView({ block: "nearest", inline: "center" });
  // A browser leaves an entry that is half in view where it is.
  row.addEventListener("focusin", (event) => event.target.scrollIntoView({ block: "nearest", inline: "nearest" }));
}

document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-opens]");
  if (opener) {
    event.preventDefault(); // a link leads there without this script
    document.getElementById(opener.dataset.opens).showModal();
  }
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

// Sent once, such a form says what is being waited for; a second click sends nothing.
document.addEventListener("submit", (event) => {
  const form = event.target.closest("form[data-waits]");
  if (!form) return;
  if (form.querySelector("[role=status]")) {
    event.preventDefault();
    return;
  }
  form.querySelector("button").setAttribute("aria-disabled", "true");
  const said = document.createElement("p");
  said.setAttribute("role", "status");
  said.className = "waits";
  form.append(said);
  said.textContent = form.dataset.waits;
});

// A page the browser kept and shows again waits for nothing any more.
window.addEventListener("pageshow", (event) => {
  if (!event.persisted) return;
  document.querySelectorAll("form[data-waits] > [role=status]").forEach((said) => said.remove());
  document.querySelectorAll("form[data-waits] > button").forEach((button) => button.removeAttribute("aria-disabled"));
});

// Without this script the button is hidden, and the field is copied by hand. navigator.clipboard is closed to pages without
// https, as a desk in an office's own network may be; execCommand is not.
for (const button of document.querySelectorAll("[data-copies]")) {
  button.hidden = false;
  button.addEventListener("click", () => {
    const field = document.getElementById(button.dataset.copies);
    field.select();
    const said = button.parentElement.querySelector("[role=status]");
    said.textContent = document.execCommand("copy") ? "已复制" : "请按 Ctrl + C 复制";
  });
}
