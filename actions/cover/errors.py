"""What can stand in the way of a place on the candidate list.

NotFound 404   NoSuchCounty, BatchNotFound
Conflict 409   NoCover, CoverStateForbids, NothingToShare
"""

from __future__ import annotations

from actions.errors import Conflict, NotFound


class NoCover(Conflict):
    """The county has no quota for this year, or not for this trade."""

    kind = "no-cover"
    title = "没有这项候选"

    def __init__(self) -> None:
        super().__init__("您所在的县（市、区）今年没有开放这项候选。")


class CoverStateForbids(Conflict):
    """The act is not in the state table."""

    kind = "cover-state-forbids"
    title = "现在不能这样办"

    def __init__(self, state: str) -> None:
        super().__init__(f"现在是“{state}”，不能这样办。")


class NothingToShare(Conflict):
    """All who have a place are in a batch already."""

    kind = "nothing-to-share"
    title = "没有新的候选"

    def __init__(self) -> None:
        super().__init__("没有新列入的候选，不用再生成批次。已有的批次可以重新下载。")


class NoSuchCounty(NotFound):
    """No quota of that county and year, or not the colleague's."""

    def __init__(self) -> None:
        super().__init__("没有这个县区的候选名单。")


class BatchNotFound(NotFound):
    def __init__(self) -> None:
        super().__init__("没有找到这一批。")
