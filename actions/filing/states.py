"""The closed tables of a filing: its states, and why a try came to nothing."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum


class State(StrEnum):
    WAITING = "waiting"
    EXPORTED = "exported"
    FILED = "filed"
    FAILED = "failed"
    CANCELLED = "cancelled"


NAMES: Mapping[State, str] = {
    State.WAITING: "等报送",
    State.FAILED: "没报成",
    State.EXPORTED: "已导出，等结果",
    State.FILED: "已报送",
    State.CANCELLED: "不再报送",
}

#: Somebody or something still has to act on these.
UNDONE = (State.WAITING, State.EXPORTED, State.FAILED)
#: What a colleague may put back into the queue.
RETRIED = (State.FAILED, State.EXPORTED)


class Cause(StrEnum):
    """Why the latest try came to nothing. Only `REFUSED` is for good."""

    REFUSED = "refused"
    DENIED = "denied"
    NOT_TAKEN = "not_taken"
    BUSY = "busy"
    SERVER_ERROR = "server_error"
    REDIRECTED = "redirected"
    UNREADABLE = "unreadable"
    TIMEOUT = "timeout"
    UNREACHABLE = "unreachable"
    CERTIFICATE = "certificate"


CAUSE_NAMES: Mapping[Cause, str] = {
    Cause.REFUSED: "对方退回",
    Cause.DENIED: "对方不认我们的签名或不让访问",
    Cause.NOT_TAKEN: "对方的接口不收",
    Cause.BUSY: "对方太忙，请稍后再试",
    Cause.SERVER_ERROR: "对方系统出错",
    Cause.REDIRECTED: "对方让换地址，没有跟过去",
    Cause.UNREADABLE: "对方的答复读不懂",
    Cause.TIMEOUT: "对方没有及时答复",
    Cause.UNREACHABLE: "连不上对方",
    Cause.CERTIFICATE: "对方的证书不可信",
}
