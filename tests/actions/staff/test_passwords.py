"""Passwords as production hashes them; the other tests use a hasher that takes no time."""

from __future__ import annotations

from argon2 import PasswordHasher, extract_parameters

from actions.staff.passwords import Passwords
from tests.actions.desk_browser import PASSWORD


async def test_production_hashes_with_the_librarys_own_strength() -> None:
    passwords = Passwords()

    hashed = await passwords.hash(PASSWORD)

    strength, default = extract_parameters(hashed), PasswordHasher()
    assert hashed.startswith("$argon2id$")
    assert (strength.time_cost, strength.memory_cost) == (default.time_cost, default.memory_cost)
    assert strength.memory_cost >= 64 * 1024  # KiB, the second choice of RFC 9106
    assert await passwords.matches(hashed, PASSWORD)
    assert not await passwords.matches(hashed, PASSWORD + "!")
    assert not await passwords.matches(None, PASSWORD)
