"""What is kept about a worker, as the text of a file: actions' copy and what the conversation itself remembers."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta, timezone
from typing import Any

from bot.dialogue import cover
from bot.dialogue.messages import JsonObject
from bot.dialogue.reference import Reference

Words = Callable[..., str]

_CHINA = timezone(timedelta(hours=8))
_MASKED = ("name", "id_number", "phone", "plate")
_TIMES = ("submitted_at", "opened_at", "updated_at", "closed_at")


def copy_text(copy: Mapping[str, Any], said_before: Sequence[JsonObject], *, at: datetime, words: Words,
              reference: Reference) -> str:  # fmt: skip
    """Sections with one line for each thing kept; times are China's."""
    lines = [words("copy.heading", at=_time(at.isoformat())), "", words("copy.note"), ""]
    for section, told in (
        ("enrollments", _application),
        ("memberships", _membership),
        ("tickets", _ticket),
        ("takeovers", _takeover),
        ("questions", _question),
    ):
        lines.append(f"== {words(f'copy.{section}')} ==")
        found = copy.get(section) or []
        for one in found:
            lines += [*told(one, words, reference), ""]
        lines += [] if found else [words("copy.none"), ""]
    lines.append(f"== {words('copy.remembered')} ==")
    lines += [_said(line, words) for line in said_before] or [words("copy.none")]
    return "\n".join(lines) + "\n"


def _application(one: Mapping[str, Any], words: Words, reference: Reference) -> Iterator[str]:
    consent = one.get("consent") or {}
    yield from _lines(words, {
        "number": one.get("number"),
        "state": words(f"state.{one.get('state')}"),
        **{name: (one.get("masked") or {}).get(name) for name in _MASKED},
        "trade": _named(reference.trades, one.get("trade")),
        "platform": _named(reference.platforms, one.get("platform")),
        "employer": one.get("employer"),
        "region": reference.full_region(str(one.get("region") or "")),
        "township": one.get("township"),
        "union": (one.get("union") or {}).get("name"),
        "reason": "；".join([*filter(None, [one.get("reason")]), *dict(one.get("reasons") or {}).values()]),
        "consent": f"{consent.get('version', '')} {_time(consent.get('given_at'))}".strip(),
        **{name: _time(one.get(name)) for name in _TIMES},
    })  # fmt: skip


def _membership(one: Mapping[str, Any], words: Words, reference: Reference) -> Iterator[str]:
    union = (one.get("union") or {}).get("name")
    masked = {name: (one.get("masked") or {}).get(name) for name in _MASKED}
    yield from _lines(words, {"number": one.get("number"), "union": union, **masked, "joined_on": one.get("joined_on")})
    yield from filter(None, [cover.line(words, one)])


def _ticket(one: Mapping[str, Any], words: Words, reference: Reference) -> Iterator[str]:
    yield from _lines(words, {
        "number": one.get("number"),
        "phone": (one.get("masked") or {}).get("phone"),
        "text": one.get("text"),
        "answer": one.get("answer"),
        **{name: _time(one.get(name)) for name in _TIMES},
    })  # fmt: skip


def _takeover(one: Mapping[str, Any], words: Words, reference: Reference) -> Iterator[str]:
    yield from _lines(words, {"number": one.get("number"), **{name: _time(one.get(name)) for name in _TIMES}})
    for line in one.get("said") or ():
        yield _said(line, words)


def _question(one: Mapping[str, Any], words: Words, reference: Reference) -> Iterator[str]:
    yield _said({"from": "worker", "text": one.get("text"), "at": one.get("asked_at")}, words)


def _said(line: Mapping[str, Any], words: Words) -> str:
    photo = words("copy.photo") if line.get("photo") else ""
    text = f"{line.get('text') or ''}{photo}" or words("copy.emptied")
    return words("copy.said", at=_time(line.get("at")), who=words(f"copy.said.{line.get('from')}"), text=text)


def _lines(words: Words, values: Mapping[str, Any]) -> Iterator[str]:
    for name, value in values.items():
        if value:
            yield words("copy.line", field=words(f"copy.field.{name}"), value=value)


def _named(known: Mapping[str, Any], code: object) -> str:
    return str(known[code].name) if isinstance(code, str) and code in known else ""


def _time(text: object) -> str:
    """`2026-11-26 09:05`, China time; "" for none."""
    return datetime.fromisoformat(str(text)).astimezone(_CHINA).strftime("%Y-%m-%d %H:%M") if text else ""
