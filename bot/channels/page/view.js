// Draws turns. Everything that came from elsewhere is set as text, never as markup.

import { photoOf } from "./photo.js";

const log = document.getElementById("log");
const talk = document.getElementById("talk");
const typing = document.getElementById("typing");
const offline = document.getElementById("offline");
const typingWho = document.getElementById("typing-who");
const queue = document.getElementById("queue");
const status = document.getElementById("status");
const photoButton = document.getElementById("photo");
const station = document.getElementById("station");
const DOUBLE_TAP_MS = 700; // two taps on a button this close are one press
// What counts as an address; the desk previews the same (actions/faq/preview.py).
const ADDRESS = /https?:\/\/[A-Za-z0-9\-._~:/?#[\]@!$&'()*+,;=%]+/g;
const ENDS_A_SENTENCE = /[.,;:!?)']+$/;

export function drawWorker(text) {
  const turn = element("div", "turn worker mine");
  turn.append(bubble([text], "您："));
  log.append(turn);
  showEnd();
  return {
    waiting(line) {
      turn.classList.add("waiting");
      note(turn, line);
    },
    arrived() {
      turn.classList.remove("waiting");
      note(turn, "");
    },
  };
}

export function drawReply(reply, onChoice) {
  const turn = element("div", "turn bot");
  turn.dataset.seq = reply.seq;
  if (reply.from) {
    turn.classList.add("person");
    turn.append(element("p", "note", `${reply.from.name} · 工会`));
  }
  if (reply.photo) turn.append(photoOf(reply.photo));
  const text = reply.stations?.length ? reply.caption : reply.text;
  if (text) turn.append(bubble(withLinks(text), reply.from ? `${reply.from.name}：` : "小蜂："));
  if (reply.stations?.length) turn.append(stations(reply.stations));
  const choices = [...(reply.links ?? []).map(link), ...(reply.buttons ?? []).map((button) => choice(button, onChoice))];
  if (choices.length) {
    const row = element("div", "choices");
    row.append(...choices);
    turn.append(row);
  }
  place(turn, reply.seq);
  showEnd();
  // A reply taller than the screen is read from its beginning.
  if (turn.offsetHeight > talk.clientHeight - 24) turn.scrollIntoView({ block: "start" });
}

// Draws without a screen reader reading it out.
export function quietly(draw) {
  log.setAttribute("aria-live", "off");
  draw();
  setTimeout(() => log.setAttribute("aria-live", "polite"), 500);
}

export function drawNotice(text) {
  log.append(element("p", "notice banner warn", text));
  showEnd();
}

export function showTyping(on, who = "小蜂正在回复") {
  typing.hidden = !on;
  typingWho.textContent = who;
  if (on) showEnd();
}

export function showOffline(text) {
  offline.hidden = !text;
  offline.textContent = text ?? "";
}

// Who the worker is talking with, or waiting for; photos are for people only.
export function showOwner(owner, name) {
  queue.hidden = owner !== "queue";
  if (!queue.hidden) showEnd(); // what the banner would cover moves up
  photoButton.hidden = owner === "bot";
  status.textContent = owner === "person" ? `${name ?? "工会的同志"}在接待` : "工会会员服务 · 机器人";
}

// A reply that came late by the stream goes before replies with a higher number.
function place(turn, seq) {
  const later = [...log.querySelectorAll(".turn.bot")].find((other) => Number(other.dataset.seq) > seq);
  if (later) later.before(turn);
  else log.append(turn);
}

function bubble(pieces, speaker) {
  const line = element("p", "bubble");
  line.append(element("span", "visually-hidden", speaker), ...pieces);
  return line;
}

function withLinks(text) {
  const pieces = [];
  let end = 0;
  for (const found of text.matchAll(ADDRESS)) {
    const address = found[0].replace(ENDS_A_SENTENCE, "");
    const made = element("a", "", address);
    made.href = address;
    beside(made);
    pieces.push(text.slice(end, found.index), made);
    end = found.index + address.length;
  }
  return [...pieces, text.slice(end)];
}

function choice(button, onChoice) {
  const made = element("button", "choice", button.title);
  made.type = "button";
  let pressedAt = -DOUBLE_TAP_MS;
  made.addEventListener("click", (event) => {
    if (event.timeStamp - pressedAt < DOUBLE_TAP_MS) return;
    pressedAt = event.timeStamp;
    onChoice(button);
  });
  return made;
}

function link(wanted) {
  const made = element("a", "choice", wanted.title);
  made.href = wanted.url;
  if (!wanted.url.startsWith("/") && !wanted.url.startsWith("tel:")) beside(made);
  return made;
}

// Opens in a place of its own: the chat stays where it is.
function beside(made) {
  made.target = "_blank";
  made.rel = "noopener noreferrer";
}

function stations(cards) {
  const list = element("div", "stations");
  for (const card of cards) {
    const made = station.content.cloneNode(true);
    const set = (name, text) => { made.querySelector(`.station-${name}`).textContent = text; };
    set("name", card.name);
    set("distance", distance(card.distance_m));
    set("hours", card.hours);
    set("address", card.address);
    const open = made.querySelector(".station-open");
    if (card.open_now !== null && card.open_now !== undefined) {
      open.textContent = card.open_now ? "开着" : "现在没开";
      open.classList.toggle("yes", card.open_now);
    }
    made.querySelector(".station-facilities").append(...card.facilities.map((name) => element("li", "", name)));
    const map = made.querySelector(".station-map");
    map.href = card.map_url;
    map.setAttribute("aria-label", `打开地图：${card.name}`);
    list.append(made);
  }
  return list;
}

export function distance(metres) {
  if (metres === null || metres === undefined) return "";
  if (metres < 1000) return `约 ${Math.max(10, Math.round(metres / 10) * 10)} 米`;
  return `约 ${(metres / 1000).toFixed(1)} 公里`;
}

function note(turn, text) {
  let line = turn.querySelector(".note");
  if (!line && !text) return;
  if (!line) {
    line = element("p", "note");
    turn.append(line);
  }
  line.textContent = text;
}

function element(name, className, text) {
  const made = document.createElement(name);
  if (className) made.className = className;
  if (text) made.textContent = text;
  return made;
}

function showEnd() {
  talk.scrollTop = talk.scrollHeight;
}
