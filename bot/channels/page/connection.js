// Talks to the bot: sends each message until it is answered (same message id, so nothing happens twice) and keeps a
// stream open for what comes later; a broken stream is opened again from the last sequence number.

const ADDRESS = "/v1/chat/messages";
const PAUSES_MS = [500, 1000, 2000, 4000, 8000, 15000];
const ANSWER_WITHIN_MS = 40000;

export class Refused extends Error {}

const pause = (attempt) => new Promise((done) => setTimeout(done, PAUSES_MS[Math.min(attempt, PAUSES_MS.length - 1)]));

// Resolves with the bot's answer; throws Refused with a line for the worker when the message itself is at fault.
export async function send(conversation, message, onTrouble) {
  for (let attempt = 0; ; attempt += 1) {
    let answer;
    try {
      answer = await fetch(ADDRESS, {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify({ conversation: conversation.secret, ...message }),
        signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
      });
    } catch {
      onTrouble(attempt);
      await pause(attempt);
      continue;
    }
    if (answer.ok) return answer.json();
    if (answer.status === 429 || answer.status >= 500) {
      onTrouble(attempt);
      await pause(attempt + 1);
      continue;
    }
    const problem = await answer.json().catch(() => ({}));
    throw new Refused(problem.detail || "这条消息没能发出去，换个说法试试。");
  }
}

// What the server holds from `after` on, once.
export async function missed(conversation, after) {
  const answer = await fetch(`${ADDRESS}?after=${after}&wait=0`, {
    headers: { "X-Conversation": conversation.secret, Accept: "application/json" },
  });
  if (!answer.ok) return [];
  return (await answer.json()).replies;
}

// Calls `onReply` for each later reply, for ever; `onState` with true while connected.
export async function follow(conversation, onReply, onState) {
  for (let attempt = 0; ; attempt += 1) {
    try {
      const answer = await fetch(`${ADDRESS}?after=${conversation.seq}`, {
        headers: { "X-Conversation": conversation.secret, Accept: "text/event-stream" },
      });
      if (answer.ok && answer.body) {
        onState(true);
        attempt = 0;
        await readEvents(answer.body, onReply);
      }
    } catch { /* the network went away; try again below */ }
    if (!navigator.onLine) onState(false);
    await pause(attempt);
    if (attempt > 1) onState(false);
  }
}

async function readEvents(body, onReply) {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  let pending = "";
  for (;;) {
    const { value, done } = await reader.read();
    if (done) return;
    pending += value.replaceAll("\r", "");
    const events = pending.split("\n\n");
    pending = events.pop();
    for (const event of events) {
      const data = event.split("\n").filter((line) => line.startsWith("data:")).map((line) => line.slice(5)).join("\n");
      if (data) onReply(JSON.parse(data));
    }
  }
}
