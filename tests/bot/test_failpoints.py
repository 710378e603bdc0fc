"""The failpoint of crash tests."""

from __future__ import annotations

import pytest

from bot.failpoints import KillingCheckpoint


def test_a_failpoint_counts_only_its_own_name(monkeypatch: pytest.MonkeyPatch) -> None:
    killed: list[int] = []
    monkeypatch.setattr("os.kill", lambda process, number: killed.append(number))
    checkpoint = KillingCheckpoint.from_text("turn.committed:2")

    for name in ("turn.committed", "inbox.committed"):
        checkpoint(name)
    assert killed == []
    checkpoint("turn.committed")
    assert killed == [9]
