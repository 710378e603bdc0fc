"""The columns of a list of organizations as unions keep it, with the headings they are known by."""

from __future__ import annotations

from actions.spreadsheet import Headings

#: Column → its headings, the one shown to staff first.
HEADINGS: Headings = {
    "code": ("编号", "工会编号", "组织编号"),
    "name": ("名称", "工会名称", "组织名称"),
    "kind": ("类型", "工会类型", "组织类型"),
    "region": ("地区", "县区", "所属地区", "地区代码"),
    "parent": ("上级编号", "上级工会编号"),
    "township": ("乡镇街道", "乡镇", "街道"),
    "trades": ("工种", "行业", "职业"),
    "employers": ("单位名称", "企业名称", "公司名称"),
    "steps": ("审核步骤", "审核级数"),
    "limit_hours": ("时限小时", "审核时限", "审核时限(小时)", "审核时限（小时）"),
}
OPTIONAL = ("parent", "township", "trades", "employers", "steps", "limit_hours")

#: Between several names in one cell. A comma stands in company names, so it is none.
SEPARATORS = "|;；、\n"
