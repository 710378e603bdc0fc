"""Holding a house to what it promised: nothing lost, nothing done twice, nothing left undone."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

from tests.faults.ground import Ground
from tests.faults.notices import heard
from tests.faults.takeover_reckoning import takeover_faults
from tests.faults.telegram_reckoning import telegram_faults
from tests.faults.visits import Visit
from tests.journeys.house import wait_until

DRAINS_WITHIN_SECONDS = 90.0
COMMANDS = {
    "submit_enrollment": "enrollments",
    "correct_enrollment": "corrections",
    "open_ticket": "tickets",
    "erase_person": "erasures",
    "look_up_enrollments": "lookups",
    "answer_cover": "covers",
}
DECISIONS = ("approve", "return", "reject")
# What becomes of these is told by the desk's news instead, of questions not at all; lines that are refused are told,
# and are a fault anyway.
NOT_TOLD = "('takeover_lines', 'acknowledge_claim', 'leave_takeover', 'keep_question')"


def reckon(ground: Ground, *, since: int) -> list[str]:
    """What is wrong, in sentences; [] when all is right. Web visits before number `since` were checked earlier."""
    wait_until_drained(ground, within_seconds=DRAINS_WITHIN_SECONDS)
    return [
        *table_faults(ground),
        *telegram_faults(ground),
        *(fault for visit in ground.web[since:] for fault in _conversation(ground, visit)),
        *_staff(ground),
    ]


def table_faults(ground: Ground) -> list[str]:
    """The part of it that looks at whole tables, and at what the receiver has."""
    return [
        *_undigested(ground),
        *_sequences(ground),
        *_commands(ground),
        *_applications(ground),
        *_other_acts(ground),
        *_filings(ground),
    ]


def wait_until_drained(ground: Ground, *, within_seconds: float) -> None:
    """Nothing is waiting in either room any more."""
    wait_until(lambda: not ground.ledger.undone(), within_seconds=within_seconds, what="everything is done")


def _undigested(ground: Ground) -> list[str]:
    failed = ground.ledger.one("bot", "SELECT count(*) FROM inbox WHERE status = 'failed'")
    return [f"{failed} messages the dialogue could not digest"] if failed else []


def _sequences(ground: Ground) -> list[str]:
    """Each seq of a conversation stands in the outbox once and belongs to exactly one message, command or news.

    After an erasure only what was said since stands there; the numbers go on.
    """
    said: defaultdict[str, list[int]] = defaultdict(list)
    for conversation, seq in ground.ledger.rows("bot", "SELECT conversation_id, seq FROM outbox ORDER BY seq"):
        said[conversation].append(seq)
    caused: defaultdict[str, list[int]] = defaultdict(list)
    spans = "SELECT conversation_id, first_seq, last_seq FROM inbox WHERE first_seq IS NOT NULL ORDER BY first_seq"
    for conversation, first, last in ground.ledger.rows("bot", spans):
        caused[conversation] += range(first, last + 1)
    faults = []
    erased = _erased(ground)
    for conversation, last in ground.ledger.rows("bot", "SELECT id, last_seq FROM conversations"):
        whole = list(range(1, last + 1))
        kept = whole[-len(said[conversation]) :] if conversation in erased else whole
        if said[conversation] != kept:
            faults.append(f"conversation {conversation}: seq {kept} expected, {said[conversation]} stored")
        if caused[conversation] != whole:
            faults.append(f"conversation {conversation}: seq 1 to {last}, but its turns made {caused[conversation]}")
    return faults


def _commands(ground: Ground) -> list[str]:
    """Each command was carried out, and its conversation told so once.

    A lookup may find nothing, and the acknowledgment of a claim that has run out comes too late.
    """
    faults = []
    refused = Counter(
        kind for (kind,) in ground.ledger.rows("bot", "SELECT kind FROM commands WHERE status = 'refused'")
    )
    expired = ground.ledger.one("actions", "SELECT count(*) FROM audit_entries WHERE action = 'takeover.expired'")
    if bad := refused.keys() - {"look_up_enrollments", "acknowledge_claim"}:
        faults.append(f"refused: {bad}")
    if refused["acknowledge_claim"] != expired:
        faults.append(f"{expired} claims ran out, {refused['acknowledge_claim']} acknowledgments were refused")
    results = "SELECT conversation_id, count(*) FROM inbox WHERE kind = 'command_result' GROUP BY conversation_id"
    given = f"SELECT conversation_id, count(*) FROM commands WHERE kind NOT IN {NOT_TOLD} GROUP BY conversation_id"
    told: dict[str, int] = dict(map(tuple, ground.ledger.rows("bot", results)))
    ordered: dict[str, int] = dict(map(tuple, ground.ledger.rows("bot", given))) | _erased(ground)
    if told != ordered:
        faults.append(f"commands and their results differ in number: {told.items() ^ ordered.items()}")
    return faults


def _applications(ground: Ground) -> list[str]:
    """Each confirmed form is one application, and there are no others."""
    query = "SELECT conversation, count(*) FROM enrollments GROUP BY conversation"
    filed: dict[str, int] = dict(map(tuple, ground.ledger.rows("actions", query)))
    faults = []
    key = ground.ledger.data_key
    confirmed = {key.conversation_id("web", visit.worker.secret): visit.enrollments for visit in ground.web}
    confirmed |= {
        key.conversation_id("telegram", str(visit.worker.chat_id)): visit.enrollments for visit in ground.telegram
    }
    for conversation, count in confirmed.items():
        if filed.pop(conversation, 0) != count:
            faults.append(f"conversation {conversation}: {count} forms confirmed, not as many applications")
    if filed:
        faults.append(f"applications nobody confirmed: {filed}")
    return faults


def _other_acts(ground: Ground) -> list[str]:
    """Memberships, messages taken down, erasures and the staff's acts, each as often as it was ordered."""
    acts = Counter(act.key.partition("-")[0] for act in ground.office.acts if act.status < 400)
    helped = [visit.helped for visit in ground.web if visit.helped is not None]
    expected = {
        "SELECT count(*) FROM memberships": acts["approve"],
        "SELECT count(*) FROM deliveries WHERE kind = 'enrollment.approved'": acts["approve"],
        "SELECT count(*) FROM deliveries WHERE kind = 'enrollment.returned'": acts["return"],
        "SELECT count(*) FROM deliveries WHERE kind = 'enrollment.rejected'": acts["reject"],
        "SELECT count(*) FROM deliveries WHERE kind NOT LIKE 'takeover.%'": sum(acts[one] for one in DECISIONS),
        "SELECT count(*) FROM deliveries WHERE kind = 'takeover.line'": sum(len(one.written) for one in helped),
        "SELECT count(*) FROM deliveries WHERE kind = 'takeover.closed'": len(helped),
        "SELECT count(*) FROM takeovers": len(helped),
        "SELECT count(*) FROM audit_entries WHERE action = 'cover.agreed'": sum(visit.covers for visit in ground.web),
        "SELECT coalesce(sum(taken), 0) FROM cover_quotas": sum(visit.covers for visit in ground.web),
        "SELECT count(*) FROM tickets": sum(visit.tickets for visit in ground.web),
        "SELECT count(*) FROM audit_entries WHERE action = 'person.erased'": sum(v.erasures for v in ground.web),
        "SELECT count(*) FROM audit_entries WHERE action = 'stations.imported'": acts["import"],
        "SELECT count(*) FROM audit_entries WHERE action = 'stations.samples-removed'": acts["removal"],
        "SELECT count(*) FROM audit_entries WHERE action = 'unions.imported'": acts["union"],
        "SELECT count(*) FROM audit_entries WHERE action = 'unions.samples-removed'": acts["replacement"],
        "SELECT count(*) FROM organizations WHERE NOT is_sample": acts["union"],
        "SELECT count(*) FROM filing_batches": acts["export"],
        "SELECT count(*) FROM audit_entries WHERE action = 'filings.results_imported'": acts["results"],
        "SELECT count(*) FROM staff": acts["hire"],
        "SELECT count(*) FROM stations WHERE NOT sample": acts["import"],
        "SELECT count(*) FROM faq_revisions WHERE origin = 'staff'": acts["draft"],
        "SELECT count(*) FROM faq_revisions WHERE origin = 'staff' AND state = 'published'": acts["approval"],
        "SELECT count(*) FROM audit_entries WHERE action = 'faq.drafted'": acts["draft"],
        "SELECT count(*) FROM audit_entries WHERE action = 'faq.submitted'": acts["submission"],
        "SELECT count(*) FROM audit_entries WHERE action = 'faq.published'": acts["approval"],
    }
    counted = {query: ground.ledger.one("actions", query) for query in expected}
    faults = [f"{query}: {counted[query]}, not {count}" for query, count in expected.items() if counted[query] != count]
    if acts["approval"] and (out := ground.office.published()) != acts["approval"]:
        faults.append(f"{acts['approval']} answers approved, {out} in the feed")
    return faults


def _filings(ground: Ground) -> list[str]:
    """Each approval was filed to the union's own system once, by call or by list, and is known here as it is there."""
    approvals, receiver = ground.office.decided("approve").total(), ground.receiver
    faults = [f"the receiver complains: {complaint}" for complaint in receiver.complaints]
    approved = {number for (number,) in ground.ledger.rows("actions", "SELECT enrollment_number FROM memberships")}
    rows = ground.ledger.rows("actions", "SELECT enrollment_number, key, state FROM filings")
    if len(rows) != approvals:
        faults.append(f"{approvals} approvals, {len(rows)} filings")
    if unfiled := [number for number, _, state in rows if state != "filed"]:
        faults.append(f"not filed: {unfiled}")
    if receiver.numbers != {key: number for number, key, _ in rows}:
        faults.append(f"the receiver has {len(receiver.numbers)} filings, or others than these {len(rows)}")
    if (there := receiver.applications) != Counter(approved):
        faults.append(f"at the receiver: {there}; approved: {approved}")
    return faults


def _conversation(ground: Ground, visit: Visit) -> list[str]:
    """What a worker sees: every message answered, once, and again the same when it is posted again."""
    worker = visit.worker
    worker.catch_up()
    before = dict(worker.replies)
    faults = [f"{what}: no fitting reply" for what in visit.badly_answered]
    for posted in list(worker.posted):
        # Who has the conversation is told as it stands now; by now that is the bot.
        expected = {**posted.answer, "owner": "bot"} | ({"replies": []} if visit.is_erased else {})
        worker.post(
            {key: value for key, value in posted.body.items() if key not in ("conversation", "message_id")},
            message_id=posted.body["message_id"],
        )
        if worker.posted.pop().answer != expected:
            faults.append(f"posted again, message {posted.body['message_id']} got another answer")
    worker.catch_up()
    if worker.replies != before:
        faults.append("posting again has changed the conversation")
    faults += _counts(ground, visit, before)
    faults += takeover_faults(ground, visit)
    return [f"{fault} (conversation {ground.conversation(visit)})" for fault in faults]


def _counts(ground: Ground, visit: Visit, replies: Mapping[int, Mapping[str, str]]) -> list[str]:
    ledger, of = ground.ledger, {"of": ground.conversation(visit)}
    arrived = ledger.one("bot", "SELECT count(*) FROM inbox WHERE conversation_id = :of AND channel = 'web'", **of)
    faults = [] if arrived == len(visit.worker.posted) else [f"{len(visit.worker.posted)} posted, {arrived} kept"]
    kinds = "SELECT kind, count(*) FROM commands WHERE conversation_id = :of GROUP BY kind"
    given: dict[str, int] = dict(map(tuple, ledger.rows("bot", kinds, **of)))
    for kind, name in COMMANDS.items():
        if given.get(kind, 0) != getattr(visit, name) and not visit.is_erased:
            faults.append(f"{getattr(visit, name)} {name} confirmed, {given.get(kind, 0)} commands given")
    told = [
        ("enroll.done", visit.enrollments),
        ("news.enrollment.approved", visit.approvals),
        ("news.enrollment.returned", visit.corrections),
        ("news.enrollment.rejected", visit.rejections),
        ("enrollment_correct.done", visit.corrections),
        ("ticket.done", visit.tickets),
        ("delete_my_data.done", visit.erasures),
        ("enrollment_lookup.not-found", visit.lookups),
        ("cover_consent.listed", visit.covers),
    ]
    for key, count in told:
        if len(heard(key, replies.values())) != count:
            faults.append(f"{key} was heard {len(heard(key, replies.values()))} times, not {count}")
    numbers = [found["number"] for found in heard("enroll.done", replies.values())]
    query = "SELECT number FROM enrollments WHERE conversation = :of ORDER BY number"
    if sorted(numbers) != [row[0] for row in ledger.rows("actions", query, **of)]:
        faults.append(f"told of the applications {numbers}")
    return faults


def _staff(ground: Ground) -> list[str]:
    """The staff's acts, sent again with their keys, get the same answer byte for byte."""
    acts: Sequence[object] = ground.office.acts
    return [
        f"{act.path} with key {act.key} answered otherwise the second time"
        for act in ground.office.acts[max(0, len(acts) - 100) :]
        if ground.office.again(act) != (act.status, act.answer)
    ]


def _erased(ground: Ground) -> dict[str, int]:
    """Conversations that were erased, and how often."""
    return {ground.conversation(visit): visit.erasures for visit in ground.web if visit.is_erased}
