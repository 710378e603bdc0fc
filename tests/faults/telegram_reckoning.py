"""What Telegram took against what the bot has written down: nothing twice, except that a cut-off send stays unknown."""

from __future__ import annotations

import json
from collections import Counter

from bot.channels.telegram.composition import OutgoingMessage, TextMessage, VenueMessage, compose
from bot.delivery import outgoing_reply
from tests.faults.ground import Ground
from tests.faults.notices import responses
from tests.faults.telegram_visits import TelegramVisit


def telegram_faults(ground: Ground) -> list[str]:
    """What is wrong in the chats, in sentences."""
    return [fault for visit in ground.telegram for fault in _chat_faults(ground, visit)]


def unknown_sends(ground: Ground) -> int:
    """How many sends were cut off and so are neither repeated nor known to have arrived."""
    count: int = ground.ledger.one("bot", "SELECT count(*) FROM outbox WHERE status = 'unknown'")
    return count


def _chat_faults(ground: Ground, visit: TelegramVisit) -> list[str]:
    ledger = ground.ledger
    of = ledger.data_key.conversation_id("telegram", str(visit.worker.chat_id))
    faults = []
    arrived = ledger.one(
        "bot", "SELECT count(*) FROM inbox WHERE conversation_id = :of AND channel = 'telegram'", of=of
    )
    if arrived != len(visit.updates):
        faults.append(f"{len(visit.updates)} updates, {arrived} kept")
    query = (
        "SELECT seq, status, parts_sent, body FROM outbox WHERE conversation_id = :of AND kind = 'reply' ORDER BY seq"
    )
    rows = ledger.rows("bot", query, of=of)
    if bad := Counter(row.status for row in rows if row.status not in ("sent", "unknown")):
        faults.append(f"replies neither sent nor unknown: {dict(bad)}")
    claimed = [int(part) for row in rows for part in json.loads(row.parts_sent or "[]")]
    if len(set(claimed)) != len(claimed):
        faults.append("one message stands for two replies")
    taken = {message.message_id: message for message in visit.worker.messages}
    if missing := set(claimed) - set(taken):
        faults.append(f"{len(missing)} messages written down as sent never arrived")
    # What arrived although no row says so must be part of a reply whose send was cut off, each part once.
    loose = Counter(message.text for number, message in taken.items() if number not in claimed)
    cut_off: Counter[str] = Counter()
    for row in rows:
        if row.status == "unknown":
            composed = compose(outgoing_reply(ledger.data_key.decrypt(bytes(row.body))), responses())
            cut_off.update(_words(one) for one in composed)
    if twice := loose - cut_off:
        faults.append(f"{sum(twice.values())} messages arrived more often than they were sent")
    return [f"{fault} (chat {of})" for fault in faults]


def _words(message: OutgoingMessage) -> str:
    """As the double reads them."""
    if isinstance(message, TextMessage):
        return message.text.strip()
    return f"{message.title}\n{message.address}" if isinstance(message, VenueMessage) else message.caption
