"""What can stand in the way of dealing with questions nobody answered.

NotFound 404       ClusterNotFound
Unprocessable 422  NothingPicked, AllPicked, NothingNew, TooFewPicked
Conflict 409       ClusterMoved, TwoAnswers
"""

from __future__ import annotations

from actions.errors import Conflict, NotFound, Unprocessable


class ClusterNotFound(NotFound):
    def __init__(self) -> None:
        super().__init__("没有这一堆问题，可能已经重新归过堆了。请回到列表里再找。")


class ClusterMoved(Conflict):
    """A colleague did something with it meanwhile."""

    kind = "cluster-moved"
    title = "已经有同事办过了"

    def __init__(self, state: str) -> None:
        super().__init__(f"这一堆现在是“{state}”，不能这样办。")


class NothingPicked(Unprocessable):
    kind = "nothing-picked"

    def __init__(self) -> None:
        super().__init__("请先在左边勾上几句。", field="questions")


class AllPicked(Unprocessable):
    """Parted from a cluster they would leave nothing behind: it would be the same one under another number."""

    kind = "all-picked"

    def __init__(self) -> None:
        super().__init__("每一句都勾上了，都分出去就什么也没有分开。要留在这一堆的，先去掉勾。", field="questions")


class NothingNew(Unprocessable):
    """Every phrasing that was picked is one of the topic's already, and its answer was of no use to who asked."""

    kind = "nothing-new"

    def __init__(self, title: str) -> None:
        super().__init__(f"这几句都已经是“{title}”的问法了。", field="topic")


class TooFewPicked(Unprocessable):
    kind = "too-few-picked"

    def __init__(self) -> None:
        super().__init__("至少勾上两堆，才能并成一堆。", field="clusters")


class TwoAnswers(Conflict):
    """Two clusters are one, but two answers are being written for them."""

    kind = "two-answers"
    title = "已经在写两条答复"

    def __init__(self) -> None:
        super().__init__("勾上的里面有两堆都有人在写答复，先把其中一堆放回“没人写”，再并。")
