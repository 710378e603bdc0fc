"""What can stand in the way of dealing with questions nobody answered.

NotFound 404       ClusterNotFound
Unprocessable 422  NothingPicked, NothingNew
Conflict 409       ClusterMoved
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


class NothingNew(Unprocessable):
    """Every phrasing that was picked is one of the topic's already."""

    kind = "nothing-new"

    def __init__(self, title: str) -> None:
        super().__init__(f"这几句都已经是“{title}”的问法了。", field="topic")
