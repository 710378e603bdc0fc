"""Which device a browser runs on, in words its owner knows it by; nothing finer is kept."""

from __future__ import annotations

from collections.abc import Sequence

#: The first that is found counts: Edge calls itself Chrome, too, and Chrome Safari.
_BROWSERS: Sequence[tuple[str, str]] = (
    ("MicroMessenger", "微信"),
    ("Edg", "Edge"),
    ("Firefox", "Firefox"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
_SYSTEMS: Sequence[tuple[str, str]] = (
    ("HarmonyOS", "鸿蒙"),
    ("OpenHarmony", "鸿蒙"),
    ("Android", "安卓手机"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows 电脑"),
    ("Mac OS X", "苹果电脑"),
    ("Linux", "Linux 电脑"),
)


def device_words(user_agent: str) -> str:
    """`Windows 电脑，Edge`; what nobody can tell is 不认识的设备."""
    found = [next((words for mark, words in kind if mark in user_agent), None) for kind in (_SYSTEMS, _BROWSERS)]
    return "，".join(words for words in found if words) or "不认识的设备"
