"""For whom an answer holds: everybody, or the workers of some areas and trades; and how entries are called."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import product

PROVINCE = "340000"
MOST_CODES = 12

_TOPIC = r"[a-z][a-z0-9_]{0,59}"
_NAME = re.compile(rf"({_TOPIC})(?:@([a-z0-9_-]{{1,200}}))?")
_REVISION = re.compile(r"(.+)\.([1-9]\d{0,5})")
_AREA = re.compile(r"\d{6}")


@dataclass(frozen=True)
class Scope:
    """Areas are 6-digit GB/T 2260 codes of counties, cities or the province; both empty means everybody."""

    areas: tuple[str, ...] = ()
    trades: tuple[str, ...] = ()

    @classmethod
    def of(cls, areas: Iterable[str], trades: Iterable[str]) -> Scope:
        """In the one order that makes equal scopes equal."""
        return cls(tuple(sorted(set(areas))), tuple(sorted(set(trades))))

    @classmethod
    def parse(cls, key: str) -> Scope:
        """What `key` says of a scope."""
        codes = key.split("-") if key else []
        return cls.of(
            (code for code in codes if _AREA.fullmatch(code)), (code for code in codes if not _AREA.fullmatch(code))
        )

    @property
    def key(self) -> str:
        """`340100-rider`; empty for everybody."""
        return "-".join((*self.areas, *self.trades))

    def collides(self, other: Scope) -> bool:
        """Whether some worker would fit both equally well, so that neither is the more specific."""
        mine, theirs = ({*product(one.areas or ("",), one.trades or ("",))} for one in (self, other))
        return bool(mine & theirs)


EVERYBODY = Scope()


@dataclass(frozen=True)
class EntryName:
    """How people and addresses call an entry: `join_cost`, `join_cost@340100-rider`."""

    topic: str
    scope: Scope = EVERYBODY

    def __str__(self) -> str:
        return f"{self.topic}@{self.scope.key}" if self.scope.key else self.topic

    @classmethod
    def parse(cls, text: str) -> EntryName | None:
        """None when no entry can be called so."""
        found = _NAME.fullmatch(text)
        if found is None:
            return None
        return cls(found[1], Scope.parse(found[2] or ""))


def is_topic_id(text: str) -> bool:
    return re.fullmatch(_TOPIC, text) is not None


def revision_name(entry: EntryName, number: int) -> str:
    """`join_cost.3`: the third revision of the entry."""
    return f"{entry}.{number}"


def parse_revision_name(text: str) -> tuple[EntryName, int] | None:
    """None when no revision can be called so."""
    found = _REVISION.fullmatch(text)
    entry = EntryName.parse(found[1]) if found else None
    return (entry, int(found[2])) if found and entry else None
