"""The API of stations: search, import, removal of the samples."""

from __future__ import annotations

from aiohttp import web
from sqlalchemy.ext.asyncio import AsyncSession

from actions.audit.actor import client_actor
from actions.errors import InvalidField
from actions.settings import Client
from actions.stations.documents import result_document
from actions.stations.gazetteer import Gazetteer
from actions.stations.importing import ImportBody, import_stations
from actions.stations.parameters import read_point, read_target, read_wanted, refuse_unknown
from actions.stations.queries import Wanted
from actions.stations.samples import remove_samples
from actions.stations.search import Center, Result, around, by_text, in_area, near_point
from actions.web import CALLER, CLOCK, DATABASE, REFERENCE, Body, answer, changes, reads

GAZETTEER = web.AppKey("GAZETTEER", Gazetteer)

routes = web.RouteTableDef()

#: 15,000 stations, the province's whole number, with room to spare.
LARGEST_IMPORT_BYTES = 16 * 1024 * 1024


@routes.get("/v1/stations/nearby")
@reads(Client.BOT, Client.CLI)
async def nearby(request: web.Request) -> web.Response:
    """The nearest stations to a point; 422 for a wrong parameter or a point outside the province."""
    refuse_unknown(request.query, ("lat", "lon", "crs"))
    wanted = _wanted(request)
    point = read_point(request.query)
    async with request.app[DATABASE].read() as session:
        return _answered(await near_point(session, point, wanted), request)


@routes.get("/v1/stations/search")
@reads(Client.BOT, Client.CLI)
async def search(request: web.Request) -> web.Response:
    """Stations around a place, in a city or county, or for a free text; 422 for a wrong parameter."""
    refuse_unknown(request.query, ("place", "region", "q"))
    wanted = _wanted(request)
    async with request.app[DATABASE].read() as session:
        return _answered(await _searched(request, session, wanted), request)


@routes.post("/v1/stations/imports")
@changes(Client.CLI, body=ImportBody, committed="stations.imported", largest_bytes=LARGEST_IMPORT_BYTES)
async def imports(request: web.Request, body: ImportBody, session: AsyncSession) -> web.Response:
    """200 with a report, row by row; nothing is kept when it names a problem or it was a dry run."""
    app = request.app
    report = await import_stations(
        session,
        body,
        gazetteer=app[GAZETTEER],
        facilities=app[REFERENCE].facilities,
        actor=client_actor(request[CALLER]),
        at=app[CLOCK](),
    )
    return answer(report.document())


@routes.post("/v1/stations/sample-removals")
@changes(Client.CLI, body=Body, committed="stations.samples-removed")
async def sample_removals(request: web.Request, _: Body, session: AsyncSession) -> web.Response:
    """200 with the number of made-up stations taken out; they do not come back at the next start."""
    removed = await remove_samples(session, actor=client_actor(request[CALLER]), at=request.app[CLOCK]())
    return answer({"removed": removed})


def _wanted(request: web.Request) -> Wanted:
    return read_wanted(request.query, request.app[REFERENCE].facilities, request.app[CLOCK]())


async def _searched(request: web.Request, session: AsyncSession, wanted: Wanted) -> Result:
    gazetteer = request.app[GAZETTEER]
    name, value = read_target(request.query)
    if name == "q":
        return await by_text(session, gazetteer, value, wanted)
    if name == "region":
        if value not in gazetteer.areas:
            raise InvalidField("region", "没有这个地区代码。")
        return await in_area(session, gazetteer.areas[value], wanted)
    if value not in gazetteer.places:
        raise InvalidField("place", "没有这个地点。")
    place = gazetteer.places[value]
    return await around(session, Center(place.name, place.center), wanted)


def _answered(result: Result, request: web.Request) -> web.Response:
    return answer(result_document(result, request.app[REFERENCE].facilities, request.app[CLOCK]()))
