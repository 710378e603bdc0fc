"""`staff add|list|close|link|reset-second-factor` and `admin-link`: accounts of the desk.

A new account, and one whose password is forgotten, gets a one-time link to set the password.
"""

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
    adding.add_argument("--union", metavar="CODE", help="a reviewer for this township, federation or enterprise alone")
    adding.set_defaults(run=_add)
    listing = acts.add_parser("list", help="every account: roles, areas, state")
    listing.set_defaults(run=_list)
    closing = acts.add_parser("close", help="end an account: it is signed out and cannot sign in again")
    closing.add_argument("login")
    closing.set_defaults(run=_close)
    resetting = acts.add_parser("reset-second-factor", help="for a lost phone: it is set up anew at the next sign-in")
    resetting.add_argument("login")
    resetting.set_defaults(run=_reset)
    again = acts.add_parser("link", help="a new one-time link for somebody who forgot their password")
    again.add_argument("login")
    again.set_defaults(run=_link)
    link = commands.add_parser("admin-link", help="a one-time link to set the first administrator's password")
    link.set_defaults(run=_admin_link)


async def _add(wanted: argparse.Namespace, api: ApiClient, say: Say) -> int:
    body = {"login": wanted.login, "name": wanted.name or wanted.login, "roles": wanted.roles}
    body |= {"areas": wanted.areas} if wanted.areas else {}
    body |= {"organization": wanted.organization} if wanted.organization else {}
    body |= {"union": wanted.union} if wanted.union else {}
    say((await api.post("/v1/staff", body))["url"])
    return 0


async def _list(_: argparse.Namespace, api: ApiClient, say: Say) -> int:
    for one in (await api.get("/v1/staff"))["staff"]:
        factor = "second factor" if one["second_factor"] else "-"
        cells = (one["login"], one["state"], ",".join(one["roles"]), ",".join(one["areas"]), factor, one["name"])
        say("\t".join((*cells, one["organization"] or "-", one["union"] or "-")))
    return 0


async def _close(wanted: argparse.Namespace, api: ApiClient, say: Say) -> int:
    closed = await api.post("/v1/staff/closings", {"login": wanted.login})
    say(f"{closed['login']}\t{closed['state']}")
    return 0


async def _reset(wanted: argparse.Namespace, api: ApiClient, say: Say) -> int:
    reset = await api.post("/v1/staff/second-factor-resets", {"login": wanted.login})
    say(f"{reset['login']}\t{reset['state']}")
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
