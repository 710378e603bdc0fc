"""Errors of the backend service, and the status each becomes (`problems.py` turns them into documents, once).

Refusal
  Unreadable 400            NotJson, UnreadableForm, BadIdempotencyKey
  NotSignedIn 401
  Forbidden 403
  NotFound 404
  Conflict 409              OpenApplicationExists, AlreadyAMember, StateForbids, AlreadyDecided (enrollment/)
  Gone 410                  AnswerErased
  Unprocessable 422         InvalidField, UnknownField, KeyUsedForAnotherRequest
  TooMany 429
  Unavailable 503           UnderstandingUnavailable (faq/)

`detail` is Chinese a worker or a colleague can read, and never holds personal data.
"""

from __future__ import annotations

from typing import ClassVar


class Refusal(Exception):
    """A request that is answered with a problem document; subclasses are situations, with their facts as fields."""

    status: ClassVar[int] = 400
    kind: ClassVar[str] = "bad-request"
    title: ClassVar[str] = "请求有误"
    #: A counted try is committed although the request is refused; everything else is rolled back.
    keeps_what_was_written: ClassVar[bool] = False

    def __init__(self, detail: str, *, field: str | None = None) -> None:
        super().__init__(self.kind)
        self.detail = detail
        self.field = field


class Unreadable(Refusal):
    """The request is not what the API speaks."""


class NotJson(Unreadable):
    kind = "not-json"
    title = "内容不是 JSON"


class UnreadableForm(Unreadable):
    """No browser sends this: broken parts, unknown characters."""

    kind = "unreadable-form"

    def __init__(self) -> None:
        super().__init__("提交的内容读不出来，请返回刷新后再提交。")


class BadIdempotencyKey(Unreadable):
    kind = "idempotency-key-required"
    title = "缺少 Idempotency-Key"


class NotSignedIn(Refusal):
    status = 401
    kind = "not-signed-in"
    title = "没有登录凭证"


class Forbidden(Refusal):
    status = 403
    kind = "forbidden"
    title = "没有权限"


class NotFound(Refusal):
    status = 404
    kind = "not-found"
    title = "没有找到"


class Conflict(Refusal):
    status = 409
    kind = "conflict"
    title = "与现状冲突"


class Gone(Refusal):
    status = 410
    kind = "gone"
    title = "内容已删除"


class AnswerErased(Gone):
    """The request was done once; its answer left with the person's data."""

    kind = "answer-erased"


class Unprocessable(Refusal):
    status = 422
    kind = "unprocessable"
    title = "内容不能处理"


class InvalidField(Unprocessable):
    """One field has a value that cannot be right; `field` names it."""

    kind = "invalid-field"
    title = "填写有误"

    def __init__(self, field: str, detail: str) -> None:
        super().__init__(detail, field=field)


class UnknownField(Unprocessable):
    kind = "unknown-field"
    title = "有不认识的字段"


class KeyUsedForAnotherRequest(Unprocessable):
    kind = "idempotency-key-reused"
    title = "Idempotency-Key 已用于另一个请求"


class TooMany(Refusal):
    status = 429
    kind = "too-many-tries"
    title = "次数太多"
    keeps_what_was_written = True


class Unavailable(Refusal):
    """Another part is needed and cannot be asked; the same request may succeed later."""

    status = 503
    kind = "unavailable"
    title = "暂时不可用"
