// Talks to the bot: sends each message until it is answered (same message id, so nothing happens twice) and keeps a
// stream open for what comes later; a broken stream is opened again from the last sequence number.

const ADDRESS = "/v1/chat/messages";
const TYPING_ADDRESS = "/v1/chat/typing";
const PAUSES_MS = [500, 1000, 2000, 4000, 8000, 15000];
const ANSWER_WITHIN_MS = 40000;
const SILENT_FOR_MS = 45000; // three of the server's heartbeats

export class Refused extends Error {}

// Pauses differ a little, so that all phones do not come back in the same moment when the bot has been away.
const pause = (attempt) => new Promise((done) => {
  setTimeout(done, PAUSES_MS[Math.min(attempt, PAUSES_MS.length - 1)] * (0.75 + Math.random() / 2));
});

// Resolves with the bot's answer; throws Refused with a line for the worker when the message itself is at fault.
export async function send(conversation, message, onTrouble) {
  for (let attempt = 0; ; attempt += 1) {
    const late = new AbortController();
    const timer = setTimeout(() => late.abort(), ANSWER_WITHIN_MS);
    try {
      const answer = await fetch(ADDRESS, {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify({ conversation: conversation.secret, ...message }),
        signal: late.signal,
      });
      // An answer cut off in the middle is no answer: the same message is sent again.
      if (answer.ok) return await answer.json();
      if (answer.status !== 429 && answer.status < 500) {
        const problem = await answer.json().catch(() => ({}));
        throw new Refused(problem.detail || "这条消息没能发出去，换个说法试试。");
      }
    } catch (error) {
      if (error instanceof Refused) throw error;
    } finally {
      clearTimeout(timer);
    }
    onTrouble(attempt);
    await pause(attempt);
  }
}

// What the server holds from `after` on, once, and what the bot waits for.
export async function missed(conversation, after) {
  const answer = await fetch(`${ADDRESS}?after=${after}&wait=0`, {
    headers: { "X-Conversation": conversation.secret, Accept: "application/json" },
  });
  if (!answer.ok) throw new Error(`status ${answer.status}`);
  return answer.json();
}

// Tells whoever has the conversation that the worker types; whether that arrives does not matter.
export function tellTyping(conversation) {
  fetch(TYPING_ADDRESS, { method: "PUT", headers: { "X-Conversation": conversation.secret } }).catch(() => {});
}

// Calls `onReply` for each reply after `after`, for ever; `onState` with true while connected; `onTyping` when a person
// types. Only what came by the
// stream moves `after`: an answer to a message may overtake news that a broken stream has not brought yet.
export async function follow(conversation, after, onReply, onState, onTyping) {
  for (let attempt = 0; ; attempt += 1) {
    const silent = new AbortController();
    try {
      const answer = await fetch(`${ADDRESS}?after=${after}`, {
        headers: { "X-Conversation": conversation.secret, Accept: "text/event-stream" },
        signal: silent.signal,
      });
      if (answer.ok && answer.body) {
        onState(true);
        attempt = 0;
        await readEvents(answer.body, silent, (reply) => {
          after = Math.max(after, reply.seq);
          onReply(reply);
        }, onTyping);
      }
    } catch { /* the network went away; try again below */ }
    if (!navigator.onLine) onState(false);
    await pause(attempt);
    if (attempt > 1) onState(false);
  }
}

// A line that has died says nothing at all, not even the server's heartbeat: then `silent` gives it up.
async function readEvents(body, silent, onReply, onTyping) {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  let pending = "";
  for (;;) {
    const timer = setTimeout(() => silent.abort(), SILENT_FOR_MS);
    const { value, done } = await reader.read().finally(() => clearTimeout(timer));
    if (done) return;
    pending += value.replaceAll("\r", "");
    const events = pending.split("\n\n");
    pending = events.pop();
    for (const event of events) {
      const lines = event.split("\n");
      const data = lines.filter((line) => line.startsWith("data:")).map((line) => line.slice(5)).join("\n");
      if (lines.includes("event: typing")) onTyping();
      else if (data) onReply(JSON.parse(data));
    }
  }
}
