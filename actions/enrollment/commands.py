"""`enrollments list|show|approve|return|reject|hand-over|release`: reviewing without the desk, everything masked."""

from __future__ import annotations

import argparse
from typing import Any

from actions.api_client import ApiClient
from actions.command_line import Commands, Say, shown_time
from actions.enrollment.causes import CAUSE_NAMES, Cause
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
    returning.add_argument("--fields", default="", help="comma-separated, for example phone,name; with one --reason")
    returning.add_argument("--reason", default="", help="the worker reads it")
    returning.add_argument(
        "--because",
        action="append",
        default=[],
        metavar="FIELD=REASON",
        help="one field and why; may repeat",
    )
    returning.set_defaults(run=_return)
    rejecting = _numbered(acts, "reject", "refuse, with the reason")
    rejecting.add_argument("--cause", choices=[cause.value for cause in Cause], default=Cause.OTHER.value)
    rejecting.add_argument("--reason", required=True, help="the worker reads it")
    handing = _numbered(acts, "hand-over", "give it to another union of the county")
    handing.add_argument("union", help="its code, see `unions export`")
    handing.set_defaults(run=_hand_over)
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
    pairs = [one.partition("=") for one in wanted.because]
    reasons = {field.strip(): reason for field, _, reason in pairs}
    decision = {"decision": "return", "fields": fields, "reason": wanted.reason, "reasons": reasons}
    return await _review(wanted, api, say, decision)


async def _reject(wanted: argparse.Namespace, api: ApiClient, say: Say) -> int:
    return await _review(wanted, api, say, {"decision": "reject", "cause": wanted.cause, "reason": wanted.reason})


async def _hand_over(wanted: argparse.Namespace, api: ApiClient, say: Say) -> int:
    return _said(await api.post(f"/v1/enrollments/{wanted.number}/hand-over", {"union": wanted.union}), say)


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
        "cause": CAUSE_NAMES[Cause(one["cause"])] if one["cause"] else None,
        "returned_fields": ", ".join(one["returned_fields"]),
        "reasons": "; ".join(f"{field}: {reason}" for field, reason in one["reasons"].items()),
        "step": one["step"] if one["step"] > 1 else None,
        "due_at": shown_time(one["due_at"]) if one["due_at"] else None,
        "claimed_by": one["claimed_by"],
        "decided_by": one["decided_by"],
    }
    for name, value in shown.items():
        if value:
            say(f"{name:16}{value}")
    return 0
