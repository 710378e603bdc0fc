"""The circuit: a part that keeps failing is left alone for a moment."""

from __future__ import annotations

from bot.circuit import Circuit
from tests.bot.core import SetTime


def test_a_circuit_opens_after_failures_in_a_row_and_lets_one_try_through() -> None:
    now = SetTime()
    circuit = Circuit(monotonic=now, failures=2, pause_seconds=1)
    circuit.failed()
    circuit.succeeded()
    circuit.failed()
    assert circuit.allows()
    circuit.failed()

    assert [circuit.is_open, circuit.allows()] == [True, False]
    now.seconds = 1.5
    assert [circuit.allows(), circuit.allows()] == [True, False]
    circuit.succeeded()
    assert [circuit.allows(), circuit.allows()] == [True, True]
