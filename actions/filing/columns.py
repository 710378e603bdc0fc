"""The columns of the list that is handed out, and of the result list that comes back: the same file may be both."""

from __future__ import annotations

from actions.spreadsheet import Headings

#: Column → its headings, the one shown to staff first. What the union's staff fill in.
RESULT_HEADINGS: Headings = {
    "number": ("申请编号", "编号"),
    "result": ("结果", "报送结果"),
    "reference": ("受理编号", "受理号", "回执编号"),
    "reason": ("原因", "退回原因"),
}
OPTIONAL = ("reference", "reason")

#: Column → its heading, of the list that is handed out.
EXPORT_HEADINGS = {
    "number": "申请编号",
    "member": "会员编号",
    "name": "姓名",
    "id_number": "身份证号",
    "phone": "手机号",
    "plate": "车牌号",
    "trade": "职业",
    "platform": "平台",
    "employer": "单位",
    "region": "地区代码",
    "region_name": "地区",
    "township": "乡镇街道",
    "union_code": "工会编号",
    "union": "工会",
    "joined_on": "入会日期",
    "key": "报送编号",
    "result": "结果",
    "reference": "受理编号",
    "reason": "原因",
}

FILED_WORDS = ("成功", "已报送", "filed")
FAILED_WORDS = ("失败", "退回", "failed")
