"""The two columns of a roster, and no others."""

from __future__ import annotations

from actions.spreadsheet import Headings

#: Column → its headings, the one shown to staff first.
HEADINGS: Headings = {
    "name": ("姓名", "名字", "职工姓名", "员工姓名"),
    "phone": ("手机号", "手机号码", "手机", "联系电话", "电话", "电话号码"),
}
