"""The fields of an application as colleagues read them."""

from __future__ import annotations

from collections.abc import Mapping

#: What can be returned for correction, in the order the desk shows it.
FIELD_NAMES: Mapping[str, str] = {
    "name": "姓名",
    "id_number": "身份证号",
    "phone": "手机号",
    "plate": "车牌号",
    "trade": "职业",
    "platform": "平台",
    "employer": "单位",
    "region": "地区",
}
#: What a worker corrects beside.
ALL_FIELD_NAMES: Mapping[str, str] = {**FIELD_NAMES, "township": "乡镇街道", "union": "审核的工会"}
