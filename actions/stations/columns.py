"""The columns of a station list as unions keep it, with the headings they are known by."""

from __future__ import annotations

from collections.abc import Mapping

#: Column → its headings, the one shown to staff first.
HEADINGS: Mapping[str, tuple[str, ...]] = {
    "id": ("编号", "站点编号", "驿站编号"),
    "name": ("名称", "站点名称", "驿站名称"),
    "region": ("地区", "县区", "所属地区", "地区代码"),
    "address": ("地址", "详细地址"),
    "lat": ("纬度",),
    "lon": ("经度",),
    "crs": ("坐标系",),
    "hours": ("开放时间", "营业时间"),
    "facilities": ("设施", "服务设施"),
}
