"""What can stand in an application's way.

NotFound 404   EnrollmentNotFound, NothingMatches, NoMembership
Conflict 409   OpenApplicationExists, NotConfirmedTogether, AlreadyAMember, StateForbids, AlreadyDecided, Held,
               NeedsRefusal, AlreadyRegistered, NotHeld, BeingReviewed, NotYours, AlreadyForwarded, NeedsAnother,
               WaitsForCounty, AlreadyThere, NotRegistered
Unprocessable 422 MayNotDecide, NumberInReason
TooMany 429    TooManyTries
"""

from __future__ import annotations

from actions.errors import Conflict, NotFound, TooMany, Unprocessable


class OpenApplicationExists(Conflict):
    """The person has an application under way already, with any union. Each telling is counted."""

    kind = "open-application-exists"
    title = "已有申请在办"
    keeps_what_was_written = True

    def __init__(self) -> None:
        super().__init__("这个身份证号已有一份申请在办，不用重复提交。")


class NotConfirmedTogether(Conflict):
    """Nothing is filed under this ID number in this name; why is a union's to find out. Each telling is counted."""

    kind = "not-confirmed-together"
    title = "姓名和身份证号没能一起确认"
    keeps_what_was_written = True

    def __init__(self) -> None:
        super().__init__("姓名和身份证号没能一起确认，请对着身份证再核对。都没错的话，请工会的同志帮您办。")


class AlreadyAMember(Conflict):
    """Name and ID number are both those of a member. Each telling is counted."""

    kind = "already-a-member"
    title = "已经是会员"
    keeps_what_was_written = True

    def __init__(self) -> None:
        super().__init__("您已经是工会会员了，不用再申请。")


class AlreadyThere(Conflict):
    """The membership is with the union that serves the new place of work. Each telling is counted."""

    kind = "already-there"
    title = "会籍已经在那里"
    keeps_what_was_written = True

    def __init__(self) -> None:
        super().__init__("您的会籍现在就在那家工会，不用转。")


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


class BeingReviewed(Conflict):
    """Another reviewer has it."""

    kind = "being-reviewed"
    title = "有人正在审核"

    def __init__(self, claimed_by: str) -> None:
        super().__init__(f"这份申请{claimed_by}正在审核，不用再办。等不及可以请对方放回。")
        self.claimed_by = claimed_by


class NotYours(Conflict):
    """Only who has it in review gives it back."""

    kind = "not-yours"
    title = "不是您在审核"

    def __init__(self, claimed_by: str | None) -> None:
        super().__init__(f"这份申请由{claimed_by}审核，要由对方放回。" if claimed_by else "这份申请没有人在审核。")


class AlreadyForwarded(Conflict):
    """Another reviewer was faster with the first step."""

    kind = "already-forwarded"
    title = "第一步已经办过了"

    def __init__(self, decided_by: str | None) -> None:
        super().__init__(f"第一步已由{decided_by or '别人'}办过，页面已更新，请再看一遍。")


class NeedsAnother(Conflict):
    """Two steps are two people's."""

    kind = "needs-another-reviewer"
    title = "要换一位同事"

    def __init__(self) -> None:
        super().__init__("第一步是您审的，第二步请另一位同事审。")


class WaitsForCounty(Conflict):
    """The union has done its step."""

    kind = "waits-for-county"
    title = "等县区工会审核"

    def __init__(self) -> None:
        super().__init__("第一步已经通过，现在等县（市、区）工会审核，这里不用再办。")


class MayNotDecide(Unprocessable):
    """The other union is not there, is for other people, or must not be told."""

    kind = "may-not-decide"
    title = "不能转给这家工会"

    def __init__(self) -> None:
        super().__init__("这家工会不能受理这份申请，请从列表里选一家。", field="union")


class NumberInReason(Unprocessable):
    """Somebody's ID number or mobile number stands in a reason; it would be shown whole wherever that is read."""

    kind = "number-in-reason"
    title = "理由里有证件号或手机号"

    def __init__(self, field: str) -> None:
        super().__init__(
            "理由里不要写证件号、手机号，写哪一项不对就行。要留电话，请写工会的座机或 12351。", field=field
        )


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


class NoMembership(NotFound):
    """Nobody in the register has this name with this ID number; the try is counted, and what was wrong is not told."""

    kind = "no-membership"
    keeps_what_was_written = True

    def __init__(self) -> None:
        super().__init__("没有查到对得上的会籍。请核对姓名和身份证号。")


class NotRegistered(Conflict):
    """Told to a reviewer: there is no membership that could move."""

    kind = "not-registered"
    title = "没有可转的会籍"

    def __init__(self) -> None:
        super().__init__("这个身份证号没有登记为会员，不能办转会。请写明原因后不予通过，让申请人改办入会。")


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
