"""`faq …`: answers from the first draft to going out, rolling back, lists in YAML and Excel, without the desk."""

from __future__ import annotations

import argparse
from pathlib import Path

from actions.api_client import ApiClient, ApiRefused
from actions.command_line import Commands, Run, Say, shown_text, shown_time
from actions.faq.difference_lines import Mark, column_changes
from actions.faq.differences import Difference
from actions.faq.errors import UnderstandingUnavailable
from actions.faq.list_commands import draft_from_file, export_all, import_list
from actions.faq.scope import parse_revision_name
from actions.faq.shown import as_file, counts, line, turned
from actions.faq.states import NAMES, State
from actions.faq.yaml_files import file_text

_UNDERSTANDING_AWAY = 4
_SIGNS = {Mark.SAME: " ", Mark.GONE: "-", Mark.COME: "+"}


def add_commands(commands: Commands[argparse.ArgumentParser]) -> None:
    acts = commands.add_parser("faq", help="answers: draft, check, approve, publish, roll back, import, export")
    kinds = acts.add_subparsers(required=True, metavar="ACT")
    _add(kinds, "list", "every entry: what is out, what is being worked on", _list)
    showing = _add(kinds, "show", "what is out with all its variants, or one revision, as a YAML file", _show)
    showing.add_argument("name", help="join_cost, or join_cost.3 for its third revision")
    _with_entry(_add(kinds, "history", "the revisions of an entry, newest first, and who did what to each", _history))
    comparing = _with_revision(_add(kinds, "diff", "what a revision says differently", _diff))
    comparing.add_argument("--since", metavar="REVISION", help="against this one, not the one it was based on")
    drafting = _as_member(_add(kinds, "draft", "write a draft from a file in the shape of data/faq", draft_from_file))
    drafting.add_argument("entry", help="join_cost, or join_cost@340100 for this part of the file only")
    drafting.add_argument("--from", dest="file", required=True, metavar="FILE", help="- reads standard input")
    drafting.add_argument("--version", type=int, help="which version of an existing draft it is written over")
    for name, text, run in (
        ("check", "what the new wording would change; exit 1 when right answers turn wrong", _check),
        ("submit", "ask for a second person's yes; checks first when nobody did", _submit),
        ("approve", "the second person's yes; goes out at once unless the check forbids it", _approve),
    ):
        _with_revision(_as_member(_add(kinds, name, text, run)))
    publishing = _with_revision(_as_member(_add(kinds, "publish", "put an approved revision out", _publish)))
    publishing.add_argument("--in-spite-of-check", action="store_true", help="although the check forbids it")
    publishing.add_argument("--reason", default="", help="needed with --in-spite-of-check; kept")
    rejecting = _with_revision(_as_member(_add(kinds, "reject", "drop a draft, or say no to a submitted one", _reject)))
    rejecting.add_argument("--reason", required=True)
    back = _with_entry(_as_member(_add(kinds, "rollback", "publish what was out before, at once", _rollback)))
    back.add_argument("--to", type=int, metavar="NUMBER", help="this revision; else the one that was out last")
    back.add_argument("--reason", default="")
    retiring = _with_entry(_as_member(_add(kinds, "retire", "take an answer out", _retire)))
    retiring.add_argument("--reason", required=True)
    importing = _as_member(
        _add(kinds, "import", "make drafts of a folder of YAML files, a file or an .xlsx", import_list)
    )
    importing.add_argument("path", type=Path)
    importing.add_argument("--dry-run", action="store_true", help="only report, row by row")
    exporting = _add(kinds, "export", "write all that is out into a folder, or a file that ends in .xlsx", export_all)
    exporting.add_argument("path", type=Path)


def _add(kinds: Commands[argparse.ArgumentParser], name: str, text: str, run: Run) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = kinds.add_parser(name, help=text)
    parser.set_defaults(run=run)
    return parser


def _as_member(parser: argparse.ArgumentParser) -> argparse.ArgumentParser:
    parser.add_argument("--as", dest="member", required=True, metavar="LOGIN", help="whom of the staff you act for")
    return parser


def _with_revision(parser: argparse.ArgumentParser) -> argparse.ArgumentParser:
    parser.add_argument("revision", help="for example join_cost.3")
    return parser


def _with_entry(parser: argparse.ArgumentParser) -> argparse.ArgumentParser:
    parser.add_argument("entry", help="join_cost; join_cost@340100-rider for an answer for riders in Hefei")
    return parser


async def _list(_: argparse.Namespace, api: ApiClient, say: Say) -> int:
    for one in (await api.get("/v1/faq/entries"))["entries"]:
        out, begun = one["published"], one["open"]
        states = [f"{NAMES[State(each['state'])]} {each['revision']} {each['review']}" for each in (out, begun) if each]
        say("\t".join((one["entry"], shown_text(one["title"] or "-"), *(states or ["没有发布"]))))
    return 0


async def _show(wanted: argparse.Namespace, api: ApiClient, say: Say) -> int:
    name, whole = wanted.name, None
    if parse_revision_name(name) is None:
        topics = (await api.get("/v1/faq/export"))["topics"]
        whole = next((topic for topic in topics if topic["topic"] == name), None)
        history = (await api.get(f"/v1/faq/entries/{name}"))["revisions"]
        name = next((one["revision"] for one in history if one["state"] == "published"), history[0]["revision"])
    one = await api.get(f"/v1/faq/revisions/{name}")
    say(f"# {line(one)}")
    if one["reason"]:
        say(f"# 原因：{shown_text(one['reason'])}")
    if one["check"]:
        say(f"# 检查：{counts(one['check'])}")
    say((file_text(whole) if whole is not None else as_file(one)).rstrip("\n"))
    return 0


async def _history(wanted: argparse.Namespace, api: ApiClient, say: Say) -> int:
    for one in (await api.get(f"/v1/faq/entries/{wanted.entry}"))["revisions"]:
        say(line(one))
        for step in one["course"]:
            say(f"\t{shown_time(step['at'])} {shown_text(step['text'])}")
    return 0


async def _diff(wanted: argparse.Namespace, api: ApiClient, say: Say) -> int:
    query = {"since": wanted.since} if wanted.since else {}
    found = await api.get(f"/v1/faq/revisions/{wanted.revision}/differences", **query)
    say(f"{found['before'] or '（没有）'} → {found['after']}")
    for change in column_changes([Difference(**one) for one in found["differences"]], {}):
        say(f"{change.column}：" + ("" if change.lines else "顺序变了"))
        for marked in change.lines:
            for text in marked.text.split("\n"):  # an answer that is all new is one text
                say(f"  {_SIGNS[marked.mark]} {shown_text(text)}".rstrip())
    if not found["differences"]:
        say("没有不同。")
    return 0


async def _check(wanted: argparse.Namespace, api: ApiClient, say: Say) -> int:
    try:
        found = await api.post(_revision(wanted, "check"), {"as": wanted.member})
    except ApiRefused as refused:
        if refused.kind != "understanding-unavailable":
            raise
        say(refused.detail)
        return _UNDERSTANDING_AWAY
    for title, kind in (("变差", "turned_wrong"), ("变好", "turned_right"), ("答法变了", "changed")):
        for one in found[kind]:
            say(turned(title, one))
    for one in found["collisions"]:
        say(f"提醒：问法“{shown_text(one['phrasing'])}”很像 {one['other']} 的问法（{one['score']:.2f}）")
    say(counts({name: len(value) if isinstance(value, list) else value for name, value in found.items()}))
    return 1 if found["turned_wrong"] else 0


async def _submit(wanted: argparse.Namespace, api: ApiClient, say: Say) -> int:
    submitted = await api.post(_revision(wanted, "submission"), {"as": wanted.member})
    say(line(submitted))
    if submitted["check_missing"]:
        why = UnderstandingUnavailable(submitted["check_missing"]).detail
        say(f"{why}可以稍后用 faq check {submitted['revision']} 检查。")
    elif submitted["check"]:
        say(counts(submitted["check"]))
    return 0


async def _approve(wanted: argparse.Namespace, api: ApiClient, say: Say) -> int:
    approved = await api.post(_revision(wanted, "approval"), {"as": wanted.member})
    say(line(approved))
    if approved["state"] != "published":
        say(
            f"已批准，但检查发现 {approved['check']['turned_wrong']} 句变差，还没有发布。"
            f"仍要发布：faq publish {approved['revision']} --in-spite-of-check --reason …"
        )
    elif not approved["check"]:
        say("这一版没有检查过。")
    return 0


async def _publish(wanted: argparse.Namespace, api: ApiClient, say: Say) -> int:
    body = {"as": wanted.member, "in_spite_of_check": wanted.in_spite_of_check, "reason": wanted.reason}
    say(line(await api.post(_revision(wanted, "publication"), body)))
    return 0


async def _reject(wanted: argparse.Namespace, api: ApiClient, say: Say) -> int:
    say(line(await api.post(_revision(wanted, "rejection"), {"as": wanted.member, "reason": wanted.reason})))
    return 0


async def _rollback(wanted: argparse.Namespace, api: ApiClient, say: Say) -> int:
    body = {"as": wanted.member, "to": wanted.to, "reason": wanted.reason}
    back = await api.post(f"/v1/faq/entries/{wanted.entry}/rollback", body)
    say(f"{line(back)}\t内容同 {back['based_on']}")
    return 0


async def _retire(wanted: argparse.Namespace, api: ApiClient, say: Say) -> int:
    body = {"as": wanted.member, "reason": wanted.reason}
    for one in (await api.post(f"/v1/faq/entries/{wanted.entry}/retirement", body))["retired"]:
        say(line(one))
    return 0


def _revision(wanted: argparse.Namespace, act: str) -> str:
    return f"/v1/faq/revisions/{wanted.revision}/{act}"
