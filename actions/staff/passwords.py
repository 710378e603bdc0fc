"""Passwords of staff: argon2id with the library's current defaults, off the event loop, since they take their time."""

from __future__ import annotations

import asyncio

from argon2 import PasswordHasher
from argon2.exceptions import VerificationError

from actions.errors import InvalidField

SHORTEST, LONGEST = 12, 200


class Passwords:
    """Hashes and checks. A hash of nobody's password makes unknown logins take as long as known ones."""

    def __init__(self, hasher: PasswordHasher | None = None) -> None:
        self._hasher = hasher or PasswordHasher()
        self._nobodys = self._hasher.hash("nobody signs in with this")

    async def hash(self, password: str) -> str:
        return await asyncio.to_thread(self._hasher.hash, password)

    async def matches(self, password_hash: str | None, password: str) -> bool:
        """False for a member without a password, after the same work."""
        right = await asyncio.to_thread(self._verify, password_hash or self._nobodys, password)
        return right and password_hash is not None

    def _verify(self, password_hash: str, password: str) -> bool:
        try:
            return self._hasher.verify(password_hash, password)
        except VerificationError:
            return False


def require_good_password(password: str, again: str, *, login: str) -> None:
    """Length is what counts; rules about kinds of characters are not. Raises InvalidField."""
    if not SHORTEST <= len(password) <= LONGEST:
        raise InvalidField("password", f"密码至少 {SHORTEST} 个字符，最多 {LONGEST} 个。")
    if len(set(password)) < 5:
        raise InvalidField("password", "这个密码太好猜了：来来去去就几个字符。换一个，比如几个不相干的词连起来。")
    if login in password.lower():
        raise InvalidField("password", "这个密码太好猜了：里面有您的登录名。换一个不带登录名的。")
    if password != again:
        raise InvalidField("again", "两次输入的密码不一样。")
