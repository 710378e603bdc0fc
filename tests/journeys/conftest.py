"""One house for the journeys of a session: starting Rasa once is enough."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.journeys.house import House, running_house


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def house(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """The three real processes with the trained model, once on SQLite and once on PostgreSQL."""
    folder = request.getfixturevalue("postgres_folder") if request.param == "postgresql" else None
    var = tmp_path_factory.mktemp(f"house-{request.param}")
    with running_house(var, postgres_folder=folder) as running:
        yield running
