"""What can stand in the way of editing a union.

NotFound 404         UnionNotFound
Conflict 409         StaleUnion, SampleUnion, UnionClosed, UnionNotClosed, LastOfCounty, ApplicationsThere
Unprocessable 422    UnionFaults
"""

from __future__ import annotations

from collections.abc import Sequence

from actions.errors import Conflict, NotFound, Unprocessable
from actions.list_report import Remark


class UnionNotFound(NotFound):
    """No such union, or one of another area."""

    def __init__(self) -> None:
        super().__init__("没有找到这家工会。")


class StaleUnion(Conflict):
    """Somebody changed it since the page was opened."""

    kind = "stale-union"
    title = "别人刚改过"

    def __init__(self) -> None:
        super().__init__("您打开这一页以后，别人改过这家工会。没有保存；下面是现在的内容，请看过再改。")


class SampleUnion(Conflict):
    kind = "sample-union"
    title = "示例工会"

    def __init__(self) -> None:
        super().__init__("这是示例工会，不能改。请导入本县区真的工会，再移除示例。")


class UnionClosed(Conflict):
    kind = "union-closed"
    title = "已停用"

    def __init__(self) -> None:
        super().__init__("这家工会已停用，要改先重新启用。")


class UnionNotClosed(Conflict):
    kind = "union-not-closed"
    title = "没有停用"

    def __init__(self) -> None:
        super().__init__("这家工会没有停用。")


class LastOfCounty(Conflict):
    """Without it nobody would decide on the county's applications."""

    kind = "last-of-county"
    title = "县区不能没有工会"

    def __init__(self) -> None:
        super().__init__("本县区只有这一家县区工会，停用或改地区后就没人受理申请了。请先加上接替的那一家。")


class ApplicationsThere(Conflict):
    """Open applications are decided or handed over first; nothing moves by itself."""

    kind = "applications-there"
    title = "还有申请没办完"

    def __init__(self, count: int) -> None:
        super().__init__(f"还有 {count} 份申请在这家工会没办完。请先办完，或者转给别的工会，再停用。")
        self.count = count


class UnionFaults(Unprocessable):
    """What the import would say of the row, by column."""

    kind = "union-faults"
    title = "有几处要改"

    def __init__(self, remarks: Sequence[Remark]) -> None:
        faults: dict[str, str] = {}
        for remark in remarks:
            faults.setdefault(remark.column, f"{remark.problem}。{remark.advice}。")
        super().__init__("有几处要改，看红字。没有保存。", field=next(iter(faults), None))
        self.faults = faults
