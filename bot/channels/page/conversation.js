// What this phone remembers of the conversation: its secret, how far it has read, and the worker's own lines.
// The server keeps the replies; the worker's lines stay here alone, with numbers masked.

const KEY = "xiaofeng";
const LINES_KEPT = 80;
const LINE_KEPT = 1000; // characters
const NUMBER = /[\p{Nd}零〇幺一二两三四五六七八九](?:[\s\p{P}]{0,2}[\p{Nd}零〇幺一二两三四五六七八九]){5,}[Xx×]?/gu;
const PERSONAL = new Set(["name", "id_number", "id_tail", "phone", "plate"]);

export function openConversation(storage = window.localStorage) {
  let kept = read(storage);
  let forgotten = false;
  const save = () => {
    if (forgotten) return;
    try { storage.setItem(KEY, JSON.stringify(kept)); } catch { /* a full or closed storage: this visit only */ }
  };

  if (!kept) {
    kept = { secret: secret(), seq: 0, lines: [] };
    save();
  }
  return {
    get secret() { return kept.secret; },
    get seq() { return kept.seq; },
    get lines() { return kept.lines; },
    sawReply(seq) {
      if (seq > kept.seq) { kept.seq = seq; save(); }
    },
    said(text, asked) {
      kept.lines.push({ after: kept.seq, text: masked(text, asked).slice(0, LINE_KEPT) });
      kept.lines = kept.lines.slice(-LINES_KEPT);
      save();
    },
    // For good: what still comes before the page is loaded anew must not bring it back.
    forget() {
      forgotten = true;
      try { storage.removeItem(KEY); } catch { /* nothing was kept */ }
    },
  };
}

export function messageId() {
  return secret();
}

export function masked(text, asked) {
  if (PERSONAL.has(asked)) return "(已填写)";
  return text.replace(NUMBER, (number) => `${number.slice(0, 3)}****`);
}

function secret() {
  const bytes = crypto.getRandomValues(new Uint8Array(32));
  return btoa(String.fromCharCode(...bytes)).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

function read(storage) {
  try {
    const kept = JSON.parse(storage.getItem(KEY));
    return kept && kept.secret && Array.isArray(kept.lines) ? kept : null;
  } catch {
    return null;
  }
}
