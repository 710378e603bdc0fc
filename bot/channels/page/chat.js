// The page: wires the conversation, the connection and the view.

import { follow, missed, Refused, send, tellTyping } from "./connection.js";
import { messageId, openConversation } from "./conversation.js";
import { shrunk } from "./photo.js";
import { drawNotice, drawReply, drawWorker, quietly, showOffline, showOwner, showTyping } from "./view.js";

const RECENT = 60;
const TYPING_AFTER_MS = 250;
const TYPING_SHOWN_MS = 5000;
const TYPING_TOLD_EVERY_MS = 3000;
// Safari says so in place of isComposing for the Enter that picks a word.
const COMPOSING = 229;
// What the keyboard should offer for the field the bot waits for.
const KEYBOARDS = { phone: "tel", id_number: "text" };
const HINTS = {
  name: "您的姓名", id_number: "身份证号码", id_tail: "身份证后六位", phone: "手机号码", plate: "车牌号", region: "工作的县区", place: "地名或路名",
  platform: "平台或公司", trade: "做哪一行",
};

const conversation = openConversation();
const form = document.getElementById("composer");
const field = document.getElementById("message");
const locateButton = document.getElementById("locate");
const photoFile = document.getElementById("photo-file");
const shown = new Set();
let asks = null;
let owner = "bot";
let person = null;
let stoodAt = 0; // the reply after which things stood as they are shown
let typingTold = -TYPING_TOLD_EVERY_MS;
let typingEnds = 0;
let sending = Promise.resolve();

function show(reply) {
  if (shown.has(reply.seq)) return;
  shown.add(reply.seq);
  if (reply.from) {
    person = reply.from.name;
    showTyping(false);
  }
  drawReply(reply, (button) => say({ button: button.id }, button.title));
  conversation.sawReply(reply.seq);
}

// What came later by the stream; the last of several replies tells what the bot waits for now.
function showLater(reply) {
  show(reply);
  if (reply.owner !== undefined) stand(reply, reply.seq);
}

// How things stood after reply `seq`: what the bot waits for, and who has the conversation. The answer to a message may
// come after newer news of the stream; it changes nothing of those.
function stand(now, seq) {
  if (seq < stoodAt) return;
  stoodAt = seq;
  expect(now.asks);
  belong(now.owner);
}

function belong(to) {
  owner = to ?? "bot";
  showOwner(owner, person);
}

function personTypes() {
  showTyping(true, "工会的同志正在输入");
  clearTimeout(typingEnds);
  typingEnds = setTimeout(() => showTyping(false), TYPING_SHOWN_MS);
}

// Now and then while the worker writes, and to people only.
function tellPerson(event) {
  if (owner !== "person" || event.timeStamp - typingTold < TYPING_TOLD_EVERY_MS) return;
  typingTold = event.timeStamp;
  tellTyping(conversation);
}

function expect(wanted) {
  asks = wanted ?? null;
  field.inputMode = KEYBOARDS[asks] ?? "text";
  field.placeholder = HINTS[asks] ?? "说说您要办什么";
}

// Messages go out one after the other, so that a worker's lines keep their order on a bad network.
function say(message, line) {
  const drawn = line === null ? null : drawWorker(line);
  if (line !== null) conversation.said(line, message.text === undefined ? null : asks);
  const whole = { message_id: messageId(), ...message };
  const next = () => deliver(whole, drawn);
  sending = sending.then(next, next); // a line that failed does not hold up those after it
  return sending;
}

async function deliver(message, drawn) {
  const before = stoodAt;
  const typing = owner === "person" ? 0 : setTimeout(() => showTyping(true), TYPING_AFTER_MS);
  try {
    const answer = await send(conversation, message, () => {
      drawn?.waiting("网络不太好，正在重发…");
      showOffline("连不上小蜂，正在重试。急事请拨 12351。");
    });
    drawn?.arrived();
    showOffline(null);
    answer.replies.forEach(show);
    stand(answer, Math.max(before, ...answer.replies.map((reply) => reply.seq)));
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    drawn?.arrived();
    drawNotice(error.message);
  } finally {
    clearTimeout(typing);
    showTyping(false);
  }
}

function sendTyped() {
  const text = field.value;
  if (!text.trim()) return;
  field.value = "";
  typingTold = -TYPING_TOLD_EVERY_MS; // what is sent takes the sign away over there
  fit();
  field.focus();
  say({ text }, text);
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  sendTyped();
});

field.addEventListener("keydown", (event) => {
  // While an input method composes, Enter picks a word; it does not send.
  if (event.key === "Enter" && !event.shiftKey && !event.isComposing && event.keyCode !== COMPOSING) {
    event.preventDefault();
    sendTyped();
  }
});

function fit() {
  field.style.height = "auto";
  field.style.height = `${field.scrollHeight + 3}px`;
}
field.addEventListener("input", fit);
field.addEventListener("input", tellPerson);

document.getElementById("place").addEventListener("click", () => say({ text: "排到几了" }, "排到几了"));
document.getElementById("photo").addEventListener("click", () => photoFile.click());
photoFile.addEventListener("change", async () => {
  const [file] = photoFile.files;
  photoFile.value = ""; // the same picture can be chosen again
  if (!file) return;
  try {
    say({ photo: await shrunk(file) }, "📷 照片");
  } catch {
    drawNotice("这张照片打不开或者太大，换一张试试。");
  }
});

locateButton.addEventListener("click", () => {
  if (!navigator.geolocation) {
    drawNotice("这台手机不给网页位置。直接告诉小蜂地名就行，比如「合肥南站」。");
    return;
  }
  navigator.geolocation.getCurrentPosition(
    ({ coords }) => say({ location: { lat: coords.latitude, lon: coords.longitude } }, "📍 我的位置"),
    () => drawNotice("没拿到位置。可以在手机设置里允许定位，或者直接告诉小蜂地名，比如「合肥南站」。"),
    { enableHighAccuracy: true, timeout: 15000, maximumAge: 60000 },
  );
});

document.getElementById("menu-help").addEventListener("click", (event) => {
  event.target.closest("details").open = false;
  say({ text: "帮助" }, "帮助");
});

document.getElementById("menu-forget").addEventListener("click", () => {
  if (!window.confirm("清空这台手机上的聊天？已经提交的申请不受影响。")) return;
  conversation.forget();
  window.location.reload();
});

// The code of an invitation link (/?i=CODE). It leaves the address at once, so that opening the page again does not
// send it again, and nobody who is shown the page reads it there.
function invitation() {
  const code = new URLSearchParams(window.location.search).get("i");
  if (code) window.history.replaceState(null, "", window.location.pathname);
  return code ? code.slice(0, 40) : null;
}

async function begin() {
  let from = 0;
  const code = invitation();
  if (code && conversation.seq === 0 && conversation.lines.length === 0) {
    await say({ text: code }, code);
  } else if (conversation.seq === 0 && conversation.lines.length === 0) {
    await say({ button: "start" }, null);
  } else {
    from = await remember();
    if (code) await say({ text: code }, code);
  }
  const state = (connected) => showOffline(connected ? null : "网络断了，正在重连。");
  follow(conversation, from, showLater, state, personTypes);
}

// Draw the recent past: replies from the server, the worker's own lines from this phone, in their order. A screen
// reader is not made to read it all out again. Returns the seq up to which the replies are here.
async function remember() {
  const from = Math.max(0, conversation.seq - RECENT);
  const past = await missed(conversation, from).catch(() => ({ replies: [] }));
  const lines = conversation.lines.filter((line) => line.after >= from);
  quietly(() => {
    for (const reply of past.replies) {
      while (lines.length && lines[0].after < reply.seq) drawWorker(lines.shift().text);
      show(reply);
    }
    lines.forEach((line) => drawWorker(line.text));
  });
  const last = past.replies.length ? past.replies[past.replies.length - 1].seq : from;
  stand(past, last);
  return last;
}

begin();
