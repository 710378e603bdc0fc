"""Which keys are in use, and how much still waits to be written anew: what `xiaofeng keys` asks."""

from __future__ import annotations

from aiohttp import web

from actions.keys.boxes import boxes_left
from actions.models import metadata
from actions.settings import Client
from actions.web import DATABASE, VAULT, answer, reads

routes = web.RouteTableDef()


@routes.get("/v1/keys")
@reads(Client.CLI)
async def keys(request: web.Request) -> web.Response:
    """200 with ids and counts; never a key."""
    vault = request.app[VAULT]
    left = await boxes_left(request.app[DATABASE], metadata, current=vault.fields.current)
    return answer(
        {
            "field_key": vault.fields.current,
            "other_field_keys": list(vault.fields.others),
            "sealing_keys": list(vault.sealing_keys),
            "boxes": left.boxes,
            "left": left.count,
            "left_in": [{"table": table, "count": count} for table, count in left.by_table.items()],
        }
    )
