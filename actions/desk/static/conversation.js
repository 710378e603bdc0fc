// One open conversation. Lines come by server-sent events under their numbers: after a break the browser says the last
// one it has, so nothing is lost and nothing is shown twice. A form that could not be sent keeps its id: sending it again
// does not double the line.

const transcript = document.getElementById("transcript");
const standing = document.getElementById("standing");
const reply = document.getElementById("reply");
const typing = document.getElementById("typing");
const connection = document.getElementById("connection");
const SILENT_FOR_MS = 45000; // three of the server's signs of life
let last = Number(transcript.dataset.after);
let forgetTyping;

// Parsed apart from the page: nothing in it runs.
function parsed(html) {
  return new DOMParser().parseFromString(html, "text/html").body.firstElementChild;
}

function isAtEnd() {
  return !transcript.lastElementChild || transcript.lastElementChild.getBoundingClientRect().top < window.innerHeight;
}

function show(event) {
  const seq = Number(event.lastEventId);
  if (seq <= last) return;
  const follows = isAtEnd();
  last = seq;
  const line = parsed(event.data);
  // The help stands open beside what the worker said last.
  if (line.matches(".theirs")) foldOlderHelp();
  transcript.append(line);
  typing.textContent = "";
  if (follows) line.scrollIntoView({ block: "nearest" });
}

// But one that is being walked through by keyboard: folding it would lose the focus.
function foldOlderHelp() {
  for (const help of transcript.querySelectorAll("[data-assist][open]")) {
    if (!help.contains(document.activeElement)) help.open = false;
  }
}

function stand(event) {
  const head = parsed(event.data);
  if (standing.firstElementChild?.dataset.standing === head.dataset.standing) return; // a form being filled in stays
  const held = standing.contains(document.activeElement) || reply.contains(document.activeElement);
  standing.replaceChildren(head);
  const begins = reply.hidden;
  reply.hidden = head.dataset.mayWrite !== "yes";
  if (held && (reply.hidden || !reply.contains(document.activeElement))) standing.focus();
  if (begins) showEnd();
}

function showEnd() {
  if (!reply.hidden && !location.hash) transcript.lastElementChild?.scrollIntoView({ block: "nearest" });
}

// A window made narrower breaks the lines anew: whoever was at the newest one stays there.
let wasAtEnd = true;
addEventListener("scroll", () => { wasAtEnd = isAtEnd(); }, { passive: true });
addEventListener("resize", () => { if (wasAtEnd) showEnd(); });

let stream;
let giveUp;

// A connection that has died without a word (a cable pulled out, a laptop that slept) brings no error: silence tells.
function awaitWord() {
  clearTimeout(giveUp);
  giveUp = setTimeout(followAnew, SILENT_FOR_MS);
}

function heard() {
  connection.hidden = true;
  awaitWord();
}

function follow() {
  awaitWord();
  stream = new EventSource(`${transcript.dataset.events}?after=${last}`);
  for (const kind of ["open", "line", "standing", "typing", "quiet"]) stream.addEventListener(kind, heard);
  stream.addEventListener("line", show);
  stream.addEventListener("standing", stand);
  stream.addEventListener("typing", () => {
    typing.textContent = "工友正在输入…";
    clearTimeout(forgetTyping);
    forgetTyping = setTimeout(() => (typing.textContent = ""), 6000);
  });
  stream.addEventListener("error", (event) => {
    connection.hidden = false;
    // Refused for now: the browser gives up, we do not.
    if (event.target.readyState === EventSource.CLOSED) setTimeout(() => event.target === stream && follow(), 2000);
  });
}

function followAnew() {
  connection.hidden = false;
  stream.close();
  follow();
}

// crypto.randomUUID exists on https only; a desk on the inner network may be plain http.
function freshId() {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

function complain(form, text) {
  const place = form.querySelector("[data-problem]");
  if (!place) return;
  place.textContent = text;
  place.hidden = !text;
}

async function send(form) {
  if (form.dataset.sending) return;
  const button = form.querySelector("button");
  form.dataset.sending = "yes";
  button.setAttribute("aria-disabled", "true"); // a button that is disabled loses the focus
  complain(form, "");
  try {
    const answer = await fetch(form.action, {
      method: "POST",
      body: new FormData(form),
      headers: { Accept: "application/json" },
    });
    if (answer.ok) {
      form.reset();
      typedAt = 0;
      form.elements.client_id.value = freshId();
      if (form.elements.assist) form.elements.assist.value = "";
      for (const fold of form.querySelectorAll("details")) fold.open = fold.contains(document.activeElement);
    } else if (answer.headers.get("Content-Type")?.startsWith("application/problem+json")) {
      complain(form, (await answer.json()).detail);
    } else {
      complain(form, "页面已过期或照片太大。请先复制写好的内容，再刷新页面。");
    }
  } catch {
    complain(form, "没有发出去。网络好了再点一次发送，不会发两遍。");
  } finally {
    delete form.dataset.sending;
    button.removeAttribute("aria-disabled");
  }
}

function insert(button) {
  if (reply.hidden) return;
  const form = reply.querySelector("form");
  const box = form.elements.text;
  box.value = box.value ? `${box.value}\n${button.dataset.insert}` : button.dataset.insert;
  if (button.dataset.picked) form.elements.assist.value = button.dataset.picked;
  box.focus();
}

function suggested(rank) {
  const lines = [...transcript.querySelectorAll("[data-assist]")];
  return lines.at(-1)?.querySelectorAll("[data-picked]")[rank - 1];
}

// Where the keys 1, 2, 3 and the letters count again, the focus still to be seen.
function leave(box) {
  const place = box.closest("details")?.querySelector("summary") ?? transcript.lastElementChild ?? standing;
  if (!place.matches("summary")) place.tabIndex = -1;
  place.focus();
}

function reach(id) {
  const field = document.getElementById(id);
  const fold = field?.closest("details");
  if (fold) fold.open = true;
  field?.focus();
}

let typedAt = 0;
function tellTyping(form) {
  if (Date.now() - typedAt < 3000) return;
  typedAt = Date.now();
  fetch(form.dataset.typing, { method: "POST", body: new URLSearchParams({ csrf: form.elements.csrf.value }) }).catch(() => {});
}

document.addEventListener("submit", (event) => {
  if (event.target.dataset.sends !== "line") return;
  event.preventDefault();
  send(event.target);
});

document.addEventListener("input", (event) => {
  const form = event.target.closest("form[data-typing]");
  if (form && event.target.name === "text") tellTyping(form);
});

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-insert]");
  if (button) insert(button);
});

document.addEventListener("keydown", (event) => {
  if (event.isComposing || document.querySelector("dialog[open]")) return; // Esc and Enter belong to the input method
  const box = event.target.closest("textarea, input, select");
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && box?.form?.dataset.sends === "line") {
    event.preventDefault();
    box.form.requestSubmit();
    return;
  }
  if (event.key === "Escape" && box) return leave(box);
  if (box || event.ctrlKey || event.metaKey || event.altKey) return;
  const act = {
    1: () => suggested(1) && insert(suggested(1)),
    2: () => suggested(2) && insert(suggested(2)),
    3: () => suggested(3) && insert(suggested(3)),
    r: () => reach("text"),
    q: () => document.querySelector("aside [data-insert]")?.focus(),
    n: () => reach("note"),
    t: () => reach("to"),
    e: () => reach("outcome"),
    "?": () => document.getElementById("keys").showModal(),
  }[event.key];
  if (!act) return;
  event.preventDefault();
  act();
});

window.addEventListener("offline", followAnew);
window.addEventListener("online", followAnew);
showEnd();
follow();
