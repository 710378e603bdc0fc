"""What becomes of each row of a list: beside what is out, what is being worked on, and the other rows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from actions.faq.checking import Fault, faults_of
from actions.faq.content import TopicContent, bare
from actions.faq.differences import Difference, differences
from actions.faq.errors import ScopeTaken
from actions.faq.model import FaqRevision
from actions.faq.rows import ReadRow
from actions.faq.scope import EntryName
from actions.faq.states import State
from actions.faq.surroundings import Surroundings
from actions.staff.access import covers_all
from actions.staff.model import StaffMember


@dataclass
class Outcome:
    """What becomes of one row: `new`, `changed`, `unchanged`, or `wrong` with its problems.

    `found` is what it changes of what is out.
    """

    place: str
    entry: str
    outcome: str
    columns: list[str] = field(default_factory=list)
    problems: list[Fault] = field(default_factory=list)
    draft: str | None = None
    found: list[Difference] = field(default_factory=list)

    def document(self) -> dict[str, Any]:
        """As the API shows it."""
        return {
            "place": self.place,
            "entry": self.entry,
            "outcome": self.outcome,
            "columns": self.columns,
            "problems": [asdict(one) for one in self.problems],
            "draft": self.draft,
        }


@dataclass(frozen=True)
class Known:
    """What the rows are judged by; `out` and `begun` hold what is published and what is being worked on, `former` what
    was out when rows were exported that were overtaken since, by entry and number.
    """

    around: Surroundings
    out: Mapping[EntryName, FaqRevision]
    begun: Mapping[EntryName, FaqRevision]
    former: Mapping[tuple[EntryName, int], FaqRevision] = field(default_factory=dict)


def judge(read: Sequence[ReadRow], known: Known, by: StaffMember) -> list[Outcome]:
    """In the order of the rows. A draft of one's own is written over; a colleague's, or one in review, is a problem."""
    around = _with_rows(known.around, [one for one in read if not _is_left_alone(one, known)])
    outcomes = [_outcome(one, around, known, by) for one in read]
    _refuse_twice(read, outcomes)
    _refuse_overlap(read, outcomes, known.out)
    for outcome in outcomes:
        if outcome.problems:
            outcome.outcome, outcome.columns, outcome.found = "wrong", [], []
    return outcomes


def _with_rows(around: Surroundings, read: Sequence[ReadRow]) -> Surroundings:
    """The topics as they would be with these rows: a wording belongs to whoever comes first."""
    coming = [(one.name.topic, one.content) for one in read if isinstance(one.content, TopicContent)]
    replaced = {topic for topic, _ in coming}
    wordings = {wording: topic for wording, topic in around.wordings.items() if topic not in replaced}
    for topic, content in coming:
        for wording in content.wordings():
            wordings.setdefault(bare(wording), topic)
    return replace(around, topics={*around.topics, *replaced}, wordings=wordings)


def overtaken(read: Sequence[ReadRow], out: Mapping[EntryName, FaqRevision]) -> list[tuple[EntryName, int]]:
    """Entry and number of the rows that were made from something else than what is out."""
    numbers = {name: revision.number for name, revision in out.items()}
    return [
        (one.name, one.made_from)
        for one in read
        if one.made_from is not None and one.made_from != numbers.get(one.name)
    ]


def _outcome(one: ReadRow, around: Surroundings, known: Known, by: StaffMember) -> Outcome:
    out, begun = known.out.get(one.name), known.begun.get(one.name)
    outcome = Outcome(one.row.place, str(one.name)[:260], "unchanged", problems=list(one.faults))
    if one.content is None:
        outcome.problems += [] if one.faults else [Fault("topic", "读不懂", "请检查这一行")]
        return outcome
    document = one.content.document()
    if _is_left_alone(one, known):
        return outcome
    outcome.problems += faults_of(one.name, one.content, around)
    if (out is not None and out.content == document) or (begun is not None and begun.content == document):
        return outcome
    if one.made_from is not None and (out is None or out.number != one.made_from):
        outcome.problems.append(_overtaken(one.made_from, out))
    outcome.outcome = "new" if out is None else "changed"
    found = differences(out.says if out is not None else None, one.content)
    outcome.columns, outcome.found = [each.column for each in found], found if out is not None else []
    if not covers_all(by, one.name.scope.areas):
        outcome.problems.append(Fault("areas", "超出您负责的地区", "请负责那里的同事来办"))
    if (fault := _in_the_way(begun, by)) is not None:
        outcome.problems.append(fault)
    return outcome


def _is_left_alone(one: ReadRow, known: Known) -> bool:
    """Whether nobody changed a row that was overtaken: what went out since stands."""
    former = known.former.get((one.name, one.made_from)) if one.made_from is not None else None
    return former is not None and one.content is not None and former.content == one.content.document()


def _overtaken(made_from: int, out: FaqRevision | None) -> Fault:
    """Somebody put something else out, or took it out, after the row was exported."""
    if out is None:
        return Fault("revision", f"这一行是第 {made_from} 版上的，那一条后来停用了", "真要再用，就清空这一格")
    return Fault(
        "revision",
        f"这一行是旧版（第 {made_from} 版）上的，现在已经是第 {out.number} 版",
        f"请重新下载，在新的一版上改。看过新的、还是要照这一行写，就把这一格改成 {out.number}",
    )


def _in_the_way(begun: FaqRevision | None, by: StaffMember) -> Fault | None:
    """What an import must not write over."""
    if begun is None:
        return None
    meanwhile = "想先导入别的行，就从表里删掉这一行"
    if begun.state_now is not State.DRAFT:
        problem = f"{begun.author_name}改的第 {begun.number} 版正在等人审批"
        return Fault("topic", problem, f"等它批准或退回再导入；{meanwhile}")
    if begun.author_id != by.id:
        problem = f"{begun.author_name}已经起草了第 {begun.number} 版，还没送审"
        return Fault("topic", problem, f"请{begun.author_name}先送审或丢弃，或在页面上改那一份；{meanwhile}")
    return None


def _refuse_twice(read: Sequence[ReadRow], outcomes: Sequence[Outcome]) -> None:
    first: dict[EntryName, str] = {}
    scopes: dict[str, list[EntryName]] = {}
    for one, outcome in zip(read, outcomes, strict=True):
        if one.name in first:
            outcome.problems.append(Fault("topic", f"和{first[one.name]}重复", "同一条只写一次"))
            continue
        first[one.name] = one.row.place
        others = scopes.setdefault(one.name.topic, [])
        clash = [
            name for name in others if name.scope.key and one.name.scope.key and name.scope.collides(one.name.scope)
        ]
        if clash:
            outcome.problems.append(Fault("areas", f"和{first[clash[0]]}的地区、行当一样细", "换一个范围"))
        others.append(one.name)


def _refuse_overlap(read: Sequence[ReadRow], outcomes: Sequence[Outcome], out: Mapping[EntryName, FaqRevision]) -> None:
    """As `drafting.refuse_taken_scope`, for all rows."""
    narrower = defaultdict(list)
    for name in out:
        if name.scope.key:
            narrower[name.topic].append(name)
    for one, outcome in zip(read, outcomes, strict=True):
        for other in narrower[one.name.topic] if one.name.scope.key else ():
            if other != one.name and other.scope.collides(one.name.scope):
                outcome.problems.append(Fault("areas", ScopeTaken(str(other)).detail.rstrip("。"), "换一个范围"))
                break
