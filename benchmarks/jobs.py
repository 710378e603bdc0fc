"""What the measuring process asks of the driver process, and what it gets back: JSON lines over pipes."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field

from benchmarks.exchange import Interface
from benchmarks.sender import KINDS, Kind


@dataclass(frozen=True)
class LoadJob:
    """Let `senders` workers talk to one system for `seconds`, each sending again as soon as it is answered.

    Senders of the same `system` and number go on with their conversations from job to job.
    """

    system: str
    url: str
    interface: Interface
    guided: bool
    senders: int
    seconds: float

    def line(self) -> str:
        """The job as one line of JSON."""
        return json.dumps({"job": "load", **asdict(self)})


@dataclass(frozen=True)
class LongJob:
    """Lead one conversation past turn 2,000 and time questions there against questions at turn 5 of new ones."""

    url: str

    def line(self) -> str:
        """The job as one line of JSON."""
        return json.dumps({"job": "long", **asdict(self)})


@dataclass
class LoadResult:
    """What one load job brought; filled while it runs.

    `milliseconds` of every answered message by kind, `elapsed` seconds until the last answer. `odd` counts answers
    that were no use (no text, no station card, a form that did not move on) by kind, `failed` counts messages without
    an answer, `example` shows the first odd or failed one.
    """

    elapsed: float = 0.0
    milliseconds: dict[Kind, list[float]] = field(default_factory=lambda: {kind: [] for kind in KINDS})
    odd: dict[Kind, int] = field(default_factory=lambda: dict.fromkeys(KINDS, 0))
    failed: int = 0
    example: str | None = None

    def line(self) -> str:
        """The result as one line of JSON."""
        return json.dumps(asdict(self), ensure_ascii=False)


@dataclass(frozen=True)
class LongResult:
    """Milliseconds of the same questions at turn 5 of new conversations and around turn 2,000 of one.

    `failure` says why the conversation could not be led so far; None when it was.
    """

    early: list[float]
    late: list[float]
    failure: str | None = None

    def line(self) -> str:
        """The result as one line of JSON."""
        return json.dumps(asdict(self))
