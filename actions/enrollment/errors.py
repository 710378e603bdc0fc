"""What can stand in an application's way.

NotFound 404   EnrollmentNotFound, NothingMatches
Conflict 409   OpenApplicationExists, AlreadyAMember, StateForbids, AlreadyDecided, Held, NeedsRefusal,
               AlreadyRegistered, NotHeld
TooMany 429    TooManyTries
"""

from __future__ import annotations

from actions.errors import Conflict, NotFound, TooMany


class OpenApplicationExists(Conflict):
    """The person has an application under way already, with any union."""

    kind = "open-application-exists"
    title = "已有申请在办"

    def __init__(self) -> None:
        super().__init__("这个身份证号已有一份申请在办，不用重复提交。")


class AlreadyAMember(Conflict):
    """Name and ID number are both those of a member. Each telling is counted."""

    kind = "already-a-member"
    title = "已经是会员"
    keeps_what_was_written = True

    def __init__(self) -> None:
        super().__init__("您已经是工会会员了，不用再申请。")


class StateForbids(Conflict):
    """The act is not in the state table."""

    kind = "state-forbids"
    title = "现在不能这样办"

    def __init__(self, state: str) -> None:
        super().__init__(f"这份申请现在是“{state}”，不能这样办。")
        self.state = state


class AlreadyDecided(Conflict):
    """Another reviewer was faster."""

    kind = "already-decided"
    title = "已经办过了"

    def __init__(self, decided_by: str, state: str) -> None:
        super().__init__(f"这份申请已由{decided_by}办理，结果是“{state}”。")
        self.decided_by = decided_by


class Held(Conflict):
    """A hold keeps the application from being approved until an administrator releases it."""

    kind = "held"
    title = "需要先解除挂起"

    def __init__(self, reason: str) -> None:
        super().__init__(f"这份申请因“{reason}”挂起，请管理员核实并解除后再通过。")


class NeedsRefusal(Conflict):
    """Under sixteen: a person refuses, with the reason."""

    kind = "under-age"
    title = "未满 16 周岁"

    def __init__(self) -> None:
        super().__init__("申请人未满 16 周岁，不能通过，请写明原因后不予通过。")


class TooManyTries(TooMany):
    """The day's tries are used up."""

    def __init__(self) -> None:
        super().__init__("今天试的次数太多了，请明天再试，或拨打 12351 请工会帮忙查。")


class EnrollmentNotFound(NotFound):
    """No such application, or not this conversation's."""

    def __init__(self) -> None:
        super().__init__("没有找到这份申请。")


class NothingMatches(NotFound):
    """A look-up that found nothing; the try is counted, and what was wrong is not told."""

    keeps_what_was_written = True

    def __init__(self) -> None:
        super().__init__("没有查到。请核对手机号和身份证号后六位。")


class AlreadyRegistered(Conflict):
    """Told to a reviewer: the ID number is in the register of members."""

    kind = "already-registered"
    title = "已登记为会员"

    def __init__(self) -> None:
        super().__init__("这个身份证号已经登记为会员，不能再次通过。")


class NotHeld(Conflict):
    kind = "not-held"
    title = "没有挂起"

    def __init__(self) -> None:
        super().__init__("这份申请没有挂起。")
