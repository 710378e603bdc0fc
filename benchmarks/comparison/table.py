"""The figures of all systems as one table, and the promises made about them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

SystemName = Literal["diet", "logreg", "house"]
TITLES: dict[SystemName, str] = {"diet": "Rasa default", "logreg": "Rasa LogReg", "house": "house"}
Unit = Literal["%", "s", "ms", "MiB"]

_NAME_WIDTH, _WIDTH = 50, 14  # columns


@dataclass
class Row:
    """One figure of each system it was measured for; shares (unit %) lie between 0 and 1."""

    name: str
    unit: Unit
    values: dict[SystemName, float] = field(default_factory=dict)


@dataclass
class Section:
    """Rows that belong together, filled system by system."""

    title: str
    rows: list[Row] = field(default_factory=list)

    def put(self, name: str, unit: Unit, system: SystemName, value: float) -> None:
        """Keep a figure; rows stand in the order in which they were first named."""
        row = next((row for row in self.rows if row.name == name), None)
        if row is None:
            row = Row(name, unit)
            self.rows.append(row)
        row.values[system] = value


@dataclass(frozen=True)
class Promise:
    what: str
    measured: float
    at_most: float
    unit: str  # "" for a ratio

    @property
    def holds(self) -> bool:
        return self.measured <= self.at_most


@dataclass
class Report:
    sections: list[Section] = field(default_factory=list)
    promises: list[Promise] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)  # what was left out and why, where memory goes

    def section(self, title: str) -> Section:
        """The section of this title, made when there is none."""
        found = next((section for section in self.sections if section.title == title), None)
        if found is None:
            found = Section(title)
            self.sections.append(found)
        return found


def lines(report: Report) -> Iterator[str]:
    """The report, line by line; "–" where a system was not measured."""
    yield " " * _NAME_WIDTH + "".join(f"{title:>{_WIDTH}}" for title in TITLES.values())
    for section in report.sections:
        yield from section_lines(section)
    yield from _promises(report.promises)
    if report.notes:
        yield ""
        yield from report.notes


def section_lines(section: Section) -> Iterator[str]:
    """A blank line, the title, the rows."""
    yield ""
    yield section.title
    for row in section.rows:
        cells = (_cell(row.values.get(system), row.unit) for system in TITLES)
        yield f"  {row.name:<{_NAME_WIDTH - 2}}" + "".join(f"{cell:>{_WIDTH}}" for cell in cells)


def as_json(report: Report) -> dict[str, Any]:
    """All figures; shares between 0 and 1."""
    promises = [{**asdict(promise), "holds": promise.holds} for promise in report.promises]
    return {"sections": [asdict(each) for each in report.sections], "promises": promises, "notes": report.notes}


def _promises(promises: Sequence[Promise]) -> Iterator[str]:
    if not promises:
        return
    yield ""
    yield f"{'Promise':<{_NAME_WIDTH}}{'measured':>{_WIDTH}}{'wanted':>{_WIDTH}}"
    for each in promises:
        unit = f" {each.unit}" if each.unit else ""
        measured, wanted = f"{each.measured:.2f}{unit}", f"≤ {each.at_most:g}{unit}"
        verdict = "holds" if each.holds else "does not hold"
        yield f"{each.what:<{_NAME_WIDTH}}{measured:>{_WIDTH}}{wanted:>{_WIDTH}}  {verdict}"


def _cell(value: float | None, unit: Unit) -> str:
    if value is None:
        return "–"
    return f"{100 * value:.1f} %" if unit == "%" else f"{value:.1f} {unit}"
