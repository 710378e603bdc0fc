// Writing an answer: puts in variables, counts what is written, saves the draft by itself a second after typing stops, and
// keeps on this device whatever could not be saved, until it is. The page works without this script; then the button saves.

const draft = document.getElementById("draft");
const saving = document.getElementById("saving");
const WAIT_MS = 1000;
const AGAIN_MS = 10_000; // after the network failed
const NOT_KEPT = new Set(["csrf", "asked", "autosave"]);
const MERGED = new Set(["draft-moved", "draft-exists", "draft-gone", "published-meanwhile"]);
const MADE_OVER = ["draft", "draft_version", "out", "opened", "theirs", "of", "shown", "taken", "cluster"]; // nobody typed it
const TAKEN = [...draft.querySelectorAll("[name=taken]")].map((field) => field.value); // a colleague's words
const autosaves = draft.dataset.autosaves === "yes";
const place = `faq-draft:${draft.dataset.path}`;
let waiting; // until it is saved
let isDirty = false;
let isSaving = false;

// What is written

function written() {
  return [...new FormData(draft)].filter(([name, value]) => !NOT_KEPT.has(name) && typeof value === "string");
}

function said(fields) {
  const own = fields.filter(([name]) => !MADE_OVER.includes(name) && !TAKEN.includes(name));
  return JSON.stringify(own.map(([name, value]) => [name, value.replace(/\r\n/g, "\n").trim()]));
}

function put(fields) {
  for (const field of draft.elements) {
    if (!field.name || NOT_KEPT.has(field.name) || ["BUTTON", "FIELDSET"].includes(field.tagName)) continue;
    if (field.type === "checkbox" || field.type === "radio") {
      field.checked = fields.some(([name, value]) => name === field.name && value === field.value);
    }
  }
  draft.elements.opened.value = ""; // of what was kept without it nobody knows what it was opened with
  const buttons = fields.filter(([name]) => name === "buttons").map(([, value]) => value);
  draft.querySelectorAll("[name=buttons]").forEach((select, number) => { select.value = buttons[number] ?? ""; });
  for (const [name, value] of fields) {
    const field = draft.elements[name];
    if (field && "value" in field && name !== "buttons" && !["checkbox", "radio"].includes(field.type)) field.value = value;
  }
  chooseAnew();
  draft.dispatchEvent(new Event("input", { bubbles: true }));
}

// Kept before anybody had chosen between two texts: this page does not show them, so the form has not seen the other one.
function chooseAnew() {
  const { theirs, draft_version, out } = draft.elements;
  if (theirs.value === "draft") draft_version.value = "";
  if (theirs.value === "out") out.value = "";
  theirs.value = "";
}

// Kept on this device

function keepHere() {
  try {
    localStorage.setItem(place, JSON.stringify({ at: Date.now(), fields: written() }));
  } catch {
    // Full or forbidden: the page itself still holds what was typed.
  }
}

function keptHere() {
  try {
    const kept = JSON.parse(localStorage.getItem(place));
    return Array.isArray(kept?.fields) ? kept : null;
  } catch {
    return null;
  }
}

function forgetHere() {
  try {
    localStorage.removeItem(place);
  } catch {
    // Nothing was kept either.
  }
}

// What is sent now stays here until the page that says it is saved forgets it: see faq-draft-saved.js.
function noteSent(sent) {
  try {
    if (sent) sessionStorage.setItem("faq-draft-sent", place);
    else sessionStorage.removeItem("faq-draft-sent");
  } catch {
    // Forbidden: it is offered once more, and nothing is lost.
  }
}

function offerWhatWasKept() {
  const kept = keptHere();
  if (!kept) return;
  if (said(kept.fields) === said(written())) {
    if (!draft.dataset.unsaved) forgetHere();
    return;
  }
  const offer = document.getElementById("kept-here");
  document.getElementById("kept-at").textContent = `（${new Date(kept.at).toLocaleString("zh-CN", { dateStyle: "short", timeStyle: "short" })}）`;
  offer.hidden = false;
  document.getElementById("put-back").addEventListener("click", () => {
    // With what it was written over, so that nothing a colleague wrote since is written over unseen.
    put(kept.fields);
    offer.hidden = true;
    draft.elements.answer.focus();
  });
  document.getElementById("throw-away").addEventListener("click", () => {
    forgetHere();
    offer.hidden = true;
    draft.elements.answer.focus();
  });
}

// Saving

function say(text, state = "") {
  saving.textContent = text;
  saving.className = state ? `banner ${state}` : "hint";
}

async function save({ leaving = false } = {}) {
  clearTimeout(waiting);
  if (!autosaves || !isDirty || (isSaving && !leaving)) return;
  isSaving = true;
  isDirty = false;
  const sent = said(written());
  const body = new URLSearchParams([...new FormData(draft)].filter(([name]) => name !== "asked"));
  body.set("autosave", "1");
  try {
    const response = await fetch(draft.action, { method: "POST", body, redirect: "manual", keepalive: leaving });
    if (response.type === "opaqueredirect") return failed("登录过期了。请另开一个窗口登录，再回来接着写；写的都留在这台设备上。");
    take(response.status, await response.json(), sent);
  } catch {
    failed("没存上，可能断网了；写的都留在这台设备上，过一会儿再试。", AGAIN_MS);
  } finally {
    isSaving = false;
  }
  if (isDirty) later();
}

function take(status, answer, sent) {
  if (answer.kind === "saved") {
    draft.elements.draft.value = answer.draft;
    draft.elements.draft_version.value = answer.draft_version;
    draft.elements.out.value = answer.out ?? "";
    draft.elements.opened.value = answer.opened;
    showFaults({});
    say(answer.said);
    if (said(written()) === sent) forgetHere();
    else keepHere();
  } else if (answer.kind === "nothing-changed") {
    showFaults({});
    say("和已经发布的一样，没有要保存的。");
    if (said(written()) === sent) forgetHere();
  } else if (MERGED.has(answer.kind)) {
    isDirty = false;
    say("有同事也改了这一条。按“保存草稿”，两边会并排列出来让您选，谁的都不会丢。", "warn");
  } else {
    showFaults(answer.faults ?? {});
    say(answer.said ?? "没存上。", status === 422 ? "warn" : "bad");
  }
}

function failed(text, again) {
  say(text, "warn");
  if (!again) return;
  isDirty = true;
  waiting = setTimeout(save, again);
}

function later() {
  clearTimeout(waiting);
  waiting = setTimeout(save, WAIT_MS);
}

// Faults stand at their fields, as the server draws them.
function showFaults(faults) {
  for (const old of draft.querySelectorAll(".fault")) old.remove();
  for (const field of draft.querySelectorAll("[aria-invalid]")) field.removeAttribute("aria-invalid");
  for (const [column, words] of Object.entries(faults)) {
    const field = document.getElementById(column);
    if (!field) continue;
    const fault = document.createElement("span");
    fault.className = "fault";
    fault.id = `${column}-fault`;
    fault.textContent = words;
    if (field.tagName === "FIELDSET") {
      field.append(fault);
    } else {
      field.after(fault);
      field.setAttribute("aria-invalid", "true");
    }
    field.setAttribute("aria-describedby", [`${column}-hint`, fault.id].filter((id) => document.getElementById(id)).join(" "));
  }
}

// Variables of the answer

const inserts = [...draft.querySelectorAll("[data-insert]")];
const longest = new Map(inserts.map((button) => [button.dataset.insert.slice(1, -1), Number(button.dataset.longest)]));

// As many characters as the longest text a worker may read, as the server counts them.
function longestTold(text) {
  return text.replace(/[{｛]([^{}｛｝\n]*)[}｝]/g, (whole, name) => whole.padEnd(longest.get(name.trim()) ?? 0, "一"));
}

const box = draft.elements.answer;
box.setSelectionRange(box.value.length, box.value.length); // who never was in it adds at its end
for (const button of inserts) {
  button.disabled = false; // without this script it does nothing
  button.addEventListener("click", () => {
    box.setRangeText(button.dataset.insert, box.selectionStart, box.selectionEnd, "end");
    box.dispatchEvent(new Event("input", { bubbles: true }));
    box.focus();
  });
}

// Counting

function counted(field) {
  const most = Number(field.dataset.most);
  const lines = field.value.split("\n").filter((line) => line.trim());
  const number = field.dataset.counts === "lines" ? lines.length : [...longestTold(field.value.trim())].length;
  const unit = field.dataset.counts === "lines" ? "种" : "字";
  return { words: number > most ? `${number} ${unit}，多了 ${number - most} ${unit}` : `${number} / ${most} ${unit}`, isOver: number > most };
}

for (const field of draft.querySelectorAll("[data-counts]")) {
  const count = document.createElement("p");
  count.className = "counter digits";
  field.closest(".field").append(count);
  const show = () => {
    const { words, isOver } = counted(field);
    count.textContent = words;
    count.classList.toggle("over", isOver);
  };
  field.addEventListener("input", show);
  draft.addEventListener("input", show);
  show();
}

// When

draft.addEventListener("input", (event) => {
  if (event.target.name === "asked") return;
  isDirty = true;
  keepHere();
  later();
});
draft.addEventListener("submit", (event) => {
  clearTimeout(waiting);
  isDirty = false;
  if (!event.submitter?.formAction.endsWith("/tries")) noteSent(true);
});
window.addEventListener("pageshow", () => noteSent(false)); // it did not lead to a saved page
draft.elements.asked.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.isComposing) return;
  event.preventDefault(); // the form's first button would save
  document.getElementById("try-out").click();
});
document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "hidden") save({ leaving: true });
});
window.addEventListener("pagehide", () => save({ leaving: true }));
window.addEventListener("online", () => save());

offerWhatWasKept();
if (draft.dataset.unsaved) keepHere();
