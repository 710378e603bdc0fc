"""Made-up stations: there on the first start, marked, and gone for good with one command."""

from __future__ import annotations

from pathlib import Path

import pytest

from actions.database import Database
from actions.reference import Reference, UnreadableList
from actions.stations.checking import Checked
from actions.stations.gazetteer import Gazetteer
from actions.stations.samples import load_samples, seed_samples
from tests.actions.house import DATA_DIR, Caller, Noon
from tests.actions.stations.lists import given_stations, station_row

HEFEI = {"lat": "31.8206", "lon": "117.2290", "crs": "gcj02"}


@pytest.fixture(scope="module")
def samples(gazetteer: Gazetteer, reference: Reference) -> Checked:
    return load_samples(DATA_DIR, gazetteer, reference.facilities)


def test_the_shipped_samples_are_sound_and_all_their_hours_are_read(samples: Checked) -> None:
    assert len(samples.stations) >= 400
    assert samples.problems == samples.notes == []
    assert all(str(station["name"]).startswith("示例") for station in samples.stations)


async def test_an_empty_table_is_filled_once(database: Database, samples: Checked, clock: Noon) -> None:
    assert await seed_samples(database, samples, clock) == len(samples.stations)
    assert await seed_samples(database, samples, clock) == 0


async def test_samples_are_marked(database: Database, samples: Checked, clock: Noon, bot: Caller) -> None:
    await seed_samples(database, samples, clock)

    answer = await bot.get("/v1/stations/nearby", **HEFEI, limit=20)

    assert {station["sample"] for station in answer.json["stations"]} == {True}


async def test_real_stations_are_never_joined_by_samples(
    database: Database, samples: Checked, clock: Noon, cli: Caller
) -> None:
    await given_stations(cli, station_row())

    assert await seed_samples(database, samples, clock) == 0


async def test_one_command_removes_them_and_they_stay_away(
    database: Database, samples: Checked, clock: Noon, cli: Caller
) -> None:
    await seed_samples(database, samples, clock)
    await given_stations(cli, station_row(2, id="real"), station_row(3, id="sample_0001", name="接管的驿站"))

    first = await cli.post("/v1/stations/sample-removals", {})
    second = await cli.post("/v1/stations/sample-removals", {})

    assert (first.json, second.json) == ({"removed": len(samples.stations) - 1}, {"removed": 0})
    left = (await cli.get("/v1/stations/nearby", **HEFEI, limit=20)).json["stations"]
    assert {station["id"] for station in left} == {"real", "sample_0001"}
    assert await seed_samples(database, samples, clock) == 0


async def test_an_import_tells_how_many_samples_are_left(
    database: Database, samples: Checked, clock: Noon, cli: Caller
) -> None:
    await seed_samples(database, samples, clock)

    answer = await cli.post("/v1/stations/imports", {"dry_run": True, "rows": [station_row()]})

    assert answer.json["samples"] == len(samples.stations)


def test_a_broken_sample_is_named_by_file_row_and_column(
    tmp_path: Path, gazetteer: Gazetteer, reference: Reference
) -> None:
    (tmp_path / "stations").mkdir()
    lines = (DATA_DIR / "stations" / "sample.csv").read_text(encoding="utf-8").splitlines()[:3]
    broken = lines[2].replace("gcj02", "mars")
    (tmp_path / "stations" / "sample.csv").write_text("\n".join([*lines[:2], broken]), encoding="utf-8")

    with pytest.raises(UnreadableList, match=r"sample\.csv row 3, crs: 不认识"):
        load_samples(tmp_path, gazetteer, reference.facilities)
