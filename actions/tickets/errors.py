"""What can stand in a ticket's way: TicketNotFound 404, TicketHandled 409."""

from __future__ import annotations

from actions.errors import Conflict, NotFound


class TicketNotFound(NotFound):
    def __init__(self) -> None:
        super().__init__("没有找到这条留言。")


class TicketHandled(Conflict):
    """Answered or closed already; says by whom."""

    kind = "already-handled"
    title = "已经办过了"

    def __init__(self, handled_by: str | None) -> None:
        super().__init__(f"这条留言已由{handled_by or '同事'}办理。")
        self.handled_by = handled_by
