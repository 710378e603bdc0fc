// What this phone remembers of the conversation: its secret, how far it has read, and the worker's own lines.
// The server keeps the replies; the worker's lines stay here alone, with numbers masked.

const KEY = "xiaofeng";
const LINES_KEPT = 80;
const PERSONAL = new Set(["name", "id_number", "phone", "plate"]);

export function openConversation(storage = window.localStorage) {
  let kept = read(storage);
  const save = () => { try { storage.setItem(KEY, JSON.stringify(kept)); } catch { /* a full or closed storage: this visit only */ } };

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
      kept.lines.push({ after: kept.seq, text: masked(text, asked) });
      kept.lines = kept.lines.slice(-LINES_KEPT);
      save();
    },
    forget() {
      try { storage.removeItem(KEY); } catch { /* nothing was kept */ }
    },
  };
}

export function messageId() {
  return secret();
}

export function masked(text, asked) {
  if (PERSONAL.has(asked)) return "(已填写)";
  return text.replace(/\d[\d\s-]{4,}[\dXx×]/g, (number) => `${number.slice(0, 3)}****`);
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
