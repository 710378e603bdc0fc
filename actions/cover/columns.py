"""The columns of the two lists that are taken in, with the headings they are known by."""

from __future__ import annotations

from actions.spreadsheet import Headings

#: Column → its headings, the one shown to staff first.
QUOTA_HEADINGS: Headings = {
    "region": ("地区", "县区", "所属地区", "地区代码"),
    "year": ("年度", "年份"),
    "places": ("名额", "名额数"),
    "trades": ("工种", "行业", "职业"),
}
QUOTA_OPTIONAL = ("trades",)

RESULT_HEADINGS: Headings = {
    "candidate": ("候选编号", "编号"),
    "result": ("结果", "办理结果"),
    "policy_number": ("保单号", "保障凭证号", "凭证号"),
    "valid_from": ("生效日期", "起保日期", "保障开始"),
    "valid_until": ("到期日期", "终保日期", "保障结束"),
    "reason": ("原因", "未受理原因", "备注"),
}
RESULT_OPTIONAL = ("policy_number", "valid_from", "valid_until", "reason")

INSURED_WORDS = ("已参加", "参加成功", "已承保", "承保", "成功")
REFUSED_WORDS = ("未受理", "未参加", "不予承保", "拒保", "退回", "失败")

#: Between several trades in one cell.
SEPARATORS = "|;；、,，\n"
