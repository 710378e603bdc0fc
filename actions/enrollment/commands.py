"""`enrollments list|show|approve|return|reject|release`: reviewing without the desk. Everything printed is masked."""

from __future__ import annotations

import argparse
from typing import Any

from actions.api_client import ApiClient
from actions.command_line import Commands, Say, shown_time
from actions.enrollment.states import NAMES, State


def add_commands(commands: Commands[argparse.ArgumentParser]) -> None:
    acts = commands.add_parser("enrollments", help="review applications").add_subparsers(required=True, metavar="ACT")
    listing = acts.add_parser("list", help="applications, newest first; open ones longest waiting first")
    listing.add_argument("--state", choices=[state.value for state in State], help="only those in this state")
    listing.set_defaults(run=_list)
    _numbered(acts, "show", "one application, masked").set_defaults(run=_show)
    _numbered(acts, "approve", "make the applicant a member").set_defaults(run=_approve)
    _numbered(acts, "release", "lift a hold after checking").set_defaults(run=_release)
    returning = _numbered(acts, "return", "ask the worker to correct fields")
    returning.add_argument("--fields", required=True, help="comma-separated, for example phone,name")
    returning.add_argument("--reason", required=True, help="the worker reads it")
    returning.set_defaults(run=_return)
    rejecting = _numbered(acts, "reject", "refuse, with the reason")
    rejecting.add_argument("--reason", required=True, help="the worker reads it")
    rejecting.set_defaults(run=_reject)


def _numbered(acts: Commands[argparse.ArgumentParser], name: str, help_text: str) -> argparse.ArgumentParser:
    parser = acts.add_parser(name, help=help_text)
    parser.add_argument("number", help="for example XF26-000123-4")
    return parser


async def _list(wanted: argparse.Namespace, api: ApiClient, say: Say) -> int:
    query = {"state": wanted.state} if wanted.state else {}
    found = (await api.get("/v1/enrollments", **query))["enrollments"]
    for one in found:
        person = one["masked"]["name"] or "-"
        say("\t".join((one["number"], one["state"], shown_time(one["submitted_at"]), person, one["union"]["name"])))
    if not found:
        say("没有申请。")
    return 0


async def _show(wanted: argparse.Namespace, api: ApiClient, say: Say) -> int:
    return _said(await api.get(f"/v1/enrollments/{wanted.number}"), say)


async def _approve(wanted: argparse.Namespace, api: ApiClient, say: Say) -> int:
    return await _review(wanted, api, say, {"decision": "approve"})


async def _return(wanted: argparse.Namespace, api: ApiClient, say: Say) -> int:
    fields = [field.strip() for field in wanted.fields.split(",") if field.strip()]
    return await _review(wanted, api, say, {"decision": "return", "fields": fields, "reason": wanted.reason})


async def _reject(wanted: argparse.Namespace, api: ApiClient, say: Say) -> int:
    return await _review(wanted, api, say, {"decision": "reject", "reason": wanted.reason})


async def _release(wanted: argparse.Namespace, api: ApiClient, say: Say) -> int:
    return _said(await api.post(f"/v1/enrollments/{wanted.number}/release", {}), say)


async def _review(wanted: argparse.Namespace, api: ApiClient, say: Say, decision: dict[str, Any]) -> int:
    return _said(await api.post(f"/v1/enrollments/{wanted.number}/review", decision), say)


def _said(one: dict[str, Any], say: Say) -> int:
    shown = {
        "number": one["number"],
        "state": f"{one['state']} {NAMES[State(one['state'])]}",
        "union": one["union"]["name"],
        **{field: one["masked"][field] for field in ("name", "id_number", "phone", "plate")},
        **{field: one[field] for field in ("trade", "platform", "region", "hold_reason", "age_flag", "reason")},
        "returned_fields": ", ".join(one["returned_fields"]),
        "decided_by": one["decided_by"],
    }
    for name, value in shown.items():
        if value:
            say(f"{name:16}{value}")
    return 0
