"""What can stand in the way of taking a conversation over.

NotFound 404        TakeoverNotFound, QuickReplyNotFound
Conflict 409        AlreadyClaimed, MeantForAnother, NotYours, StateForbids, StaleClaim, TitleTaken
Unprocessable 422   UnreadablePhoto
"""

from __future__ import annotations

from actions.errors import Conflict, InvalidField, NotFound


class TakeoverNotFound(NotFound):
    """There is none, or it lies outside the colleague's area: which of both is nobody's business."""

    def __init__(self) -> None:
        super().__init__("没有找到这个会话。")


class AlreadyClaimed(Conflict):
    """Somebody was first; says who."""

    kind = "already-claimed"
    title = "已经有人接了"

    def __init__(self, by: str) -> None:
        super().__init__(f"{by}已经先接了这个会话。")
        self.by = by


class MeantForAnother(Conflict):
    """It was transferred to a colleague who still has time to come."""

    kind = "meant-for-another"
    title = "这是转给同事的"

    def __init__(self, to: str) -> None:
        super().__init__(f"这个会话是转给{to}的，过几分钟没人接才会放开。")
        self.to = to


class NotYours(Conflict):
    kind = "not-yours"
    title = "不是您在接待"

    def __init__(self, owner: str | None) -> None:
        super().__init__(f"这个会话由{owner}接待。" if owner else "您还没有接这个会话，请先接入。")
        self.owner = owner


class StateForbids(Conflict):
    """The table of states has no such step."""

    kind = "state-forbids"
    title = "现在不能这样办"

    def __init__(self, state_name: str) -> None:
        super().__init__(f"这个会话现在是“{state_name}”，不能这样办。")


class StaleClaim(Conflict):
    """The bot acknowledges a claim that has been given up, expired or replaced since."""

    kind = "stale-claim"
    title = "这次接入已经过时"

    def __init__(self) -> None:
        super().__init__("这次接入已经取消或换人了。")


class UnreadablePhoto(InvalidField):
    def __init__(self, field: str, detail: str = "照片读不出来，请换一张 JPEG、PNG 或 WebP。") -> None:
        super().__init__(field, detail)


class QuickReplyNotFound(NotFound):
    def __init__(self) -> None:
        super().__init__("没有这条常用语，可能已被同事删除。")


class TitleTaken(Conflict):
    kind = "title-taken"
    title = "名称已有"

    def __init__(self) -> None:
        super().__init__("已经有同名的常用语，请换个名称。", field="title")
