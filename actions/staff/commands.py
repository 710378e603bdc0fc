"""`staff add|link` and `admin-link`: accounts of the desk, each with a one-time link to set the password."""

from __future__ import annotations

import argparse

from actions.api_client import ApiClient, ApiRefused
from actions.command_line import Commands, Say
from actions.staff.model import Role


def add_commands(commands: Commands[argparse.ArgumentParser]) -> None:
    acts = commands.add_parser("staff", help="accounts of the desk").add_subparsers(required=True, metavar="ACT")
    adding = acts.add_parser("add", help="make an account; prints its one-time link")
    adding.add_argument("login", help="small letters and digits, for example wangmin")
    adding.add_argument("--name", help="as colleagues know them; the login when left out")
    adding.add_argument(
        "--role",
        dest="roles",
        action="append",
        required=True,
        choices=[role.value for role in Role],
        help="what they work on; may be given several times",
    )
    adding.add_argument(
        "--area",
        dest="areas",
        action="append",
        metavar="CODE",
        help="for which places: GB/T 2260 codes as in data/regions.csv, 340000 for the whole province (when left out)",
    )
    adding.add_argument("--organization", help="the union they work for, in words")
    adding.set_defaults(run=_add)
    again = acts.add_parser("link", help="a new one-time link for somebody who forgot their password")
    again.add_argument("login")
    again.set_defaults(run=_link)
    link = commands.add_parser("admin-link", help="a one-time link to set the first administrator's password")
    link.set_defaults(run=_admin_link)


async def _add(wanted: argparse.Namespace, api: ApiClient, say: Say) -> int:
    body = {"login": wanted.login, "name": wanted.name or wanted.login, "roles": wanted.roles}
    body |= {"areas": wanted.areas} if wanted.areas else {}
    body |= {"organization": wanted.organization} if wanted.organization else {}
    say((await api.post("/v1/staff", body))["url"])
    return 0


async def _link(wanted: argparse.Namespace, api: ApiClient, say: Say) -> int:
    say((await api.post("/v1/staff/links", {"login": wanted.login}))["url"])
    return 0


async def _admin_link(_: argparse.Namespace, api: ApiClient, say: Say) -> int:
    try:
        say((await api.post("/v1/staff/administrator-link", {}))["url"])
    except ApiRefused as refused:
        if refused.kind != "administrator-exists":
            raise
        say("an administrator exists already; sign in at the desk")
    return 0
