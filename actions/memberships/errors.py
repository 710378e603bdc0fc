"""What can be wrong with a membership somebody asks for.

NotFound 404   MemberNotFound
"""

from __future__ import annotations

from actions.errors import NotFound


class MemberNotFound(NotFound):
    """No such member, or not this conversation's, or not this colleague's to see."""

    def __init__(self) -> None:
        super().__init__("没有找到这位会员。")
