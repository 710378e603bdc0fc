"""What is in the way of filing, as colleagues read it.

Conflict 409              NothingToExport, NotRetried, BatchClosed
NotFound 404              BatchNotFound, FilingNotFound
"""

from __future__ import annotations

from actions.errors import Conflict, NotFound


class NothingToExport(Conflict):
    kind = "nothing-to-export"
    title = "没有要导出的"

    def __init__(self) -> None:
        super().__init__("没有等报送的申请，不用导出。")


class NotRetried(Conflict):
    """It waits anyway, was filed, or is to be filed no more."""

    kind = "filing-not-retried"
    title = "不用再报"

    def __init__(self, number: str, state_name: str) -> None:
        super().__init__(f"{number} 现在是“{state_name}”，不能再报一次。")


class BatchClosed(Conflict):
    """A list is read right after it was handed out; reading it later is an act of its own."""

    kind = "batch-closed"
    title = "这一批读不到了"

    def __init__(self, number: str) -> None:
        super().__init__(f"{number} 这一批过了下载时间，请用 filings export --batch {number} 再导出一次。")


class BatchNotFound(NotFound):
    kind = "batch-not-found"

    def __init__(self) -> None:
        super().__init__("没有这一批，请核对批号。")


class FilingNotFound(NotFound):
    kind = "filing-not-found"

    def __init__(self) -> None:
        super().__init__("没有这份报送，请核对申请编号。")
