"""`tickets list|answer|close`: messages taken down for staff."""

from __future__ import annotations

import argparse

from actions.api_client import ApiClient
from actions.command_line import Commands, Say, shown_text, shown_time


def add_commands(commands: Commands[argparse.ArgumentParser]) -> None:
    acts = commands.add_parser("tickets", help="messages taken down").add_subparsers(required=True, metavar="ACT")
    listing = acts.add_parser("list", help="messages, newest first; open ones longest waiting first")
    listing.add_argument("--state", choices=["open", "answered", "closed"], help="only those in this state")
    listing.set_defaults(run=_list)
    answering = acts.add_parser("answer", help="answer one; the worker is told")
    answering.add_argument("number")
    answering.add_argument("text")
    answering.set_defaults(run=_answer)
    closing = acts.add_parser("close", help="close one")
    closing.add_argument("number")
    closing.set_defaults(run=_close)


async def _list(wanted: argparse.Namespace, api: ApiClient, say: Say) -> int:
    query = {"state": wanted.state} if wanted.state else {}
    found = (await api.get("/v1/tickets", **query))["tickets"]
    for one in found:
        opened_at, text = shown_time(one["opened_at"]), shown_text(one["text"] or "-")
        say("\t".join((one["number"], one["state"], one["kind"], opened_at, text)))
    if not found:
        say("没有留言。")
    return 0


async def _answer(wanted: argparse.Namespace, api: ApiClient, say: Say) -> int:
    answered = await api.post(f"/v1/tickets/{wanted.number}/answer", {"text": wanted.text})
    say(f"{answered['number']}\t{answered['state']}")
    return 0


async def _close(wanted: argparse.Namespace, api: ApiClient, say: Say) -> int:
    closed = await api.post(f"/v1/tickets/{wanted.number}/closing", {})
    say(f"{closed['number']}\t{closed['state']}")
    return 0
