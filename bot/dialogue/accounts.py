"""Accounts in a text by which somebody can be found: WeChat, QQ, Alipay and the like, and e-mail addresses."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.dialogue.hotlines import is_hotline

_APP = (
    r"(?:微信|薇信|威信|wei\s?xin|wechat|v信|vx|wx|qq|扣扣|企鹅|支付宝|抖音|快手|小红书|钉钉|telegram|"
    r"[账帐]号|[账帐]户|用户名|邮箱|微博)"
)
# What stands between the app and the account: 微信号是：…, 加我vx: …, QQ号码 …
_BETWEEN = r"(?:号码?|[账帐]号|id|名)?\s?(?:[是为叫]|就是|改成|改为|换成)?[\s::=,,\-—]{0,3}"
_MAIL = re.compile(r"(?<![A-Za-z0-9._%+\-])[A-Za-z0-9._%+\-]+\s?@\s?[A-Za-z0-9\-]+(?:\.[A-Za-z0-9\-]+)+")
# Letters and digits mixed, or a number; a word in letters alone only where it is said to be the account.
_NAMED = re.compile(
    rf"(?<![A-Za-z]){_APP}{_BETWEEN}"
    r"(?P<account>(?=[\w\-.]*\d)[A-Za-z0-9_][A-Za-z0-9_\-.]{4,29}(?![A-Za-z0-9])(?!\s?[块元万]))",
    re.IGNORECASE | re.ASCII,
)
_LETTERS = re.compile(
    rf"(?<![A-Za-z]){_APP}(?:(?:号码?|[账帐]号|id|名)?\s?[是为叫::=]\s?|号\s?|[::\s]\s?)"
    r"(?P<account>[A-Za-z_][A-Za-z_\-]{5,29})(?![A-Za-z0-9])",
    re.IGNORECASE,
)
_ADDED = re.compile(
    r"加(?:一?下|个)?(?:我|他|她|俺)?(?:好友)?[\s::]{0,2}"
    r"(?P<account>(?=[A-Za-z_\-]*\d)[A-Za-z_][A-Za-z0-9_\-]{4,29})(?![A-Za-z0-9])",
    re.IGNORECASE,
)
_SAID_AFTER = re.compile(
    rf"(?<![A-Za-z0-9])(?P<account>[A-Za-z0-9_][A-Za-z0-9_\-]{{4,29}})\s?[,,(]?\s?(?:这?是|就是|为)?(?:我的?|他的?|她的?)?{_APP}",
    re.IGNORECASE,
)
# Latin words that are no account even where one is named: services and what they are called.
_SERVICES = frozenset(
    ("wechat", "weixin", "alipay", "douyin", "telegram", "taobao", "meituan", "eleme", "android", "iphone", "huawei")
)


def accounts_in(text: str) -> Iterator[tuple[int, int]]:
    """Spans of the accounts in `text` (plain signs); the name of the app before one is not among them."""
    for match in _MAIL.finditer(text):
        yield match.span()
    for pattern in (_NAMED, _LETTERS, _ADDED, _SAID_AFTER):
        for match in pattern.finditer(text):
            account = match.group("account")
            if account.lower() not in _SERVICES and not is_hotline(account):
                yield match.span("account")
