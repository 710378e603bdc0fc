"""`actions/openapi.yaml` says what the service does: every route is in it, and requests made from it are answered so.

Requests, sound and broken, are made up by schemathesis and sent to the real application on PostgreSQL, the stricter
engine; the seed is fixed, so that a run can be repeated.
"""

from __future__ import annotations

import asyncio
import uuid
from typing import Any

import pytest
import schemathesis
import yaml
from hypothesis import HealthCheck, given, seed, settings
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from actions.reference import Reference
from actions.settings import Client
from actions.stations.checking import Checked
from actions.stations.gazetteer import Gazetteer
from actions.stations.samples import load_samples, seed_samples
from actions.web import STOPPING
from tests.actions.house import DATA_DIR, TOKENS, House

DESCRIPTION = DATA_DIR.parent / "actions" / "openapi.yaml"
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
EXAMPLES = 15  # per operation and kind: sound requests, broken ones

schema = schemathesis.openapi.from_path(str(DESCRIPTION))
operations = {
    (operation := found.ok()).definition.raw["operationId"]: operation for found in schema.get_all_operations()
}


def described() -> dict[tuple[str, str], dict[str, Any]]:
    """Every operation of the description by method and path."""
    document = yaml.safe_load(DESCRIPTION.read_text(encoding="utf-8"))
    return {
        (method.upper(), path): operation
        for path, item in document["paths"].items()
        for method, operation in item.items()
        if method in ("get", "post", "put")
    }


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_routes_and_description_are_the_same_with_the_same_clients(house: House) -> None:
    served = {
        (route.method, route.resource.canonical): sorted(route.handler.__dict__["allowed"])
        for route in house.client.app.router.routes()
        if route.resource is not None and route.resource.canonical.startswith("/v1/") and route.method != "HEAD"
    }
    in_description = {key: sorted(operation["x-clients"]) for key, operation in described().items()}

    assert in_description == served


@pytest.fixture(scope="module")
def samples(gazetteer: Gazetteer, reference: Reference) -> Checked:
    return load_samples(DATA_DIR, gazetteer, reference.facilities)


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
@pytest.mark.parametrize("name", operations)
async def test_made_up_requests_are_answered_as_described(name: str, house: House, samples: Checked) -> None:
    if name.startswith("stations"):
        await seed_samples(house.database, samples, house.clock)
    house.client.app[STOPPING].set()  # polls answer at once instead of waiting for news
    url = str(house.client.make_url("")).rstrip("/")
    for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE):
        await asyncio.to_thread(answered_as_described, operations[name], mode, url)


def answered_as_described(operation: Any, mode: GenerationMode, url: str) -> None:
    token = TOKENS[Client(operation.definition.raw["x-clients"][0])]

    @seed(2026)
    @settings(max_examples=EXAMPLES, database=None, deadline=None, suppress_health_check=list(HealthCheck))
    @given(case=operation.as_strategy(generation_mode=mode))
    def check(case: schemathesis.Case) -> None:
        headers = {"Authorization": f"Bearer {token}"}
        if case.method == "POST" and mode is GenerationMode.POSITIVE:
            headers["Idempotency-Key"] = uuid.uuid4().hex  # a key made up twice would only ever be refused
        case.call_and_validate(base_url=url, headers=headers, checks=CHECKS)

    check()
