"""What can stand in the way of a new answer.

NotFound 404      TopicNotFound, RevisionNotFound
Unprocessable 422 DraftFaults, NotChosen
Conflict 409      StateForbids, AlreadyDecided, SamePerson, DraftExists, DraftReplaced, DraftMoved, DraftGone,
                  InReview, NothingChanged, PublishedMeanwhile, NotApproved, CheckForbids, ScopeTaken, WordingTaken,
                  NothingOut, NeverOut, OutMoved, CheckRuns, ListOutdated, ListGone, NothingLeft, SameThresholds,
                  ThresholdsMoved
Unavailable 503   UnderstandingUnavailable
"""

from __future__ import annotations

from collections.abc import Mapping

from actions.errors import Conflict, NotFound, Unavailable, Unprocessable

_WHY_NOT_CHECKED = {
    "not_set": "没有设置 XIAOFENG_NLU_TOKEN",
    "unreachable": "理解服务没有回应，请确认它已启动",
    "busy": "理解服务正在检查别的草稿，请过一分钟再试",
    "under_way": "这份草稿正在检查，请过一两分钟刷新看看结果",
    "timeout": "机器太忙，理解服务一分钟内没有查完，请等空闲时再试",
    "failed": "理解服务没能查完，原因在它的日志里",
    "unreadable": "理解服务的回答读不懂，两边的版本可能不一样",
}


class TopicNotFound(NotFound):
    def __init__(self) -> None:
        super().__init__("没有这个问题。")


class RevisionNotFound(NotFound):
    def __init__(self) -> None:
        super().__init__("没有这一版。")


class DraftFaults(Unprocessable):
    """What is wrong with a draft that was typed in, by column."""

    kind = "draft-faults"
    title = "有几处要改"

    def __init__(self, faults: Mapping[str, str]) -> None:
        super().__init__(f"有 {len(faults)} 处要改，看红字。还没有保存。", field=next(iter(faults), None))
        self.faults = faults


class NotChosen(DraftFaults):
    """Two people wrote different things there, and nobody said which is to stand."""

    kind = "not-chosen"


class StateForbids(Conflict):
    """The act is not in the state table."""

    kind = "state-forbids"
    title = "现在不能这样办"

    def __init__(self, revision: str, state: str) -> None:
        super().__init__(f"{revision} 现在是“{state}”，不能这样办。")
        self.state = state


class AlreadyDecided(Conflict):
    """A colleague was faster."""

    kind = "already-decided"
    title = "已经办过了"

    def __init__(self, revision: str, decided_by: str, state: str) -> None:
        super().__init__(f"{revision} 已由{decided_by}办理，现在是“{state}”。")
        self.decided_by = decided_by


class SamePerson(Conflict):
    """Whoever wrote an answer cannot be the one who approves it."""

    kind = "same-person"
    title = "要另一个人来批准"

    def __init__(self, revision: str) -> None:
        super().__init__(f"{revision} 是您写的，要请另一位同事批准。")


class DraftExists(Conflict):
    kind = "draft-exists"
    title = "已有草稿"

    def __init__(self, revision: str, author: str, version: int) -> None:
        super().__init__(f"已有草稿 {revision}（{author}，第 {version} 稿）。请先看过第 {version} 稿，再在它上面改。")
        self.version = version


class DraftReplaced(DraftExists):
    """The draft that was read is gone, and another one has been begun since."""


class DraftMoved(Conflict):
    """The draft is not the one that was read."""

    kind = "draft-moved"
    title = "草稿已被改过"

    def __init__(self, revision: str, author: str, version: int) -> None:
        super().__init__(f"草稿 {revision} 已由{author}改到第 {version} 稿，请看过再改。")
        self.version = version


class DraftGone(Conflict):
    """The draft that was read has been submitted or dropped."""

    kind = "draft-gone"
    title = "草稿已不在"

    def __init__(self, entry: str) -> None:
        super().__init__(f"{entry} 现在没有草稿了，请看过现状，再从头起草。")


class InReview(Conflict):
    kind = "in-review"
    title = "正在审核"

    def __init__(self, revision: str, author: str) -> None:
        super().__init__(f"{revision}（{author}）正在审核，批准或退回之后才能再起草。")


class NothingChanged(Conflict):
    kind = "nothing-changed"
    title = "没有改动"

    def __init__(self, revision: str) -> None:
        super().__init__(f"内容和已发布的 {revision} 一样，不用起草。")


class PublishedMeanwhile(Conflict):
    """Another revision went out after this one was written, or the one that was out was taken out (`out` None)."""

    kind = "published-meanwhile"
    title = "期间已有新版"

    def __init__(self, revision: str, out: str | None, by: str) -> None:
        happened = f"又发布了 {out}（{by}）" if out is not None else "原来的答复停用了"
        super().__init__(f"{revision} 起草之后，{happened}。请退回 {revision}，看过现状再起草。")


class NotApproved(Conflict):
    kind = "not-approved"
    title = "还没有批准"

    def __init__(self, revision: str) -> None:
        super().__init__(f"{revision} 还没有第二个人批准，不能发布。")


class CheckForbids(Conflict):
    """The check found messages that are understood rightly now and would not be any more."""

    kind = "check-forbids"
    title = "检查没有通过"

    def __init__(self, revision: str, turned_wrong: int) -> None:
        super().__init__(f"检查发现 {revision} 会让 {turned_wrong} 句话变差。仍要发布，请写明理由。")
        self.turned_wrong = turned_wrong


class ScopeTaken(Conflict):
    kind = "scope-taken"
    title = "范围重叠"

    def __init__(self, entry: str) -> None:
        super().__init__(f"和 {entry} 的地区、行当一样细，分不出用哪条。请改它，或换一个范围。", field="areas")


class WordingTaken(Conflict):
    kind = "wording-taken"
    title = "问法已有人用"

    def __init__(self, wording: str, topic: str) -> None:
        super().__init__(f"“{wording}”已经是 {topic} 的问法，一种问法只能属于一个问题。", field="phrasings")


class NothingOut(Conflict):
    kind = "nothing-out"
    title = "没有发布"

    def __init__(self, entry: str) -> None:
        super().__init__(f"{entry} 现在没有发布着的答复。")


class NeverOut(Conflict):
    kind = "never-out"
    title = "没有可回退的一版"

    def __init__(self, entry: str) -> None:
        super().__init__(f"{entry} 没有这样一版发布过的旧答复可以回退。")


class OutMoved(Conflict):
    """What is out is not what the colleague saw when they decided (`out` None: nothing is out any more)."""

    kind = "out-moved"
    title = "期间已有变动"

    def __init__(self, entry: str, out: str | None, by: str) -> None:
        happened = f"{by}刚发布了 {out}" if out is not None else "原来的答复刚停用了"
        super().__init__(f"{entry} 已经变了：{happened}。请看过现状再办。")


class CheckRuns(Conflict):
    """nlu checks one draft at a time, this one or another: it is not submitted unchecked meanwhile."""

    kind = "check-runs"
    title = "正在检查"

    def __init__(self, revision: str, *, is_this: bool) -> None:
        which = "这份草稿" if is_this else "别的草稿"
        super().__init__(f"正在检查{which}，{revision} 还没有送审。请过一分钟刷新看看，没有送审就再点一次。")


class ListOutdated(Conflict):
    """Answers or drafts changed after the list was checked."""

    kind = "list-outdated"
    title = "报告已过时"

    def __init__(self) -> None:
        super().__init__("这张表检查过以后，有同事改动过答复。一份草稿也没有写，请照新的情况再来一次。")


class ListGone(Conflict):
    """The report was used, replaced by a newer one, or is too old."""

    kind = "list-gone"
    title = "报告已失效"

    def __init__(self) -> None:
        super().__init__("这份报告用过了，或者已经换成新的、放得太久。先看看下面有没有草稿，没有就重新选文件。")


class NothingLeft(Conflict):
    """No draft of the import is as it was written, or none is the colleague's to discard."""

    kind = "nothing-left"
    title = "没有可丢弃的"

    def __init__(self) -> None:
        super().__init__("这次导入没有您可以丢弃的草稿了：别人丢弃过，或者都改过、送审了。")


class SameThresholds(Conflict):
    kind = "same-thresholds"
    title = "没有改动"

    def __init__(self) -> None:
        super().__init__("和现在的门槛一样，不用改。")


class ThresholdsMoved(Conflict):
    """What is out is not what the colleague decided about."""

    kind = "thresholds-moved"
    title = "期间已有变动"

    def __init__(self) -> None:
        super().__init__("这之后门槛已经换过了，什么也没有改。请看过现在的门槛再办。")


class UnderstandingUnavailable(Unavailable):
    """nlu made no check; `reason` is a key of `_WHY_NOT_CHECKED`."""

    kind = "understanding-unavailable"
    title = "检查暂时做不了"

    def __init__(self, reason: str) -> None:
        super().__init__(f"{_WHY_NOT_CHECKED[reason]}{'' if reason == 'under_way' else '，没有检查'}。")
        self.reason = reason
        self.why = _WHY_NOT_CHECKED[reason]


def why_not_checked(reason: str) -> str | None:
    """In a sentence for staff; None for what is no reason."""
    return UnderstandingUnavailable(reason).detail if reason in _WHY_NOT_CHECKED else None
