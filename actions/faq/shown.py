"""Revisions and checks as lines for a person at a terminal."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from actions.command_line import shown_text, shown_time
from actions.faq.judgments import expected_words, judgment_words
from actions.faq.states import NAMES, State
from actions.faq.yaml_files import file_text, variant_text

_ORIGINS = {"shipped": "随附", "staff": "工作人员", "rollback": "回退"}


def as_file(one: Mapping[str, Any]) -> str:
    """A revision as the data folder would hold it; a variant as an item of its topic's `variants`."""
    part = {**one["content"], "review": one["review"]}
    if one["areas"] or one["trades"]:
        return variant_text({**part, "areas": one["areas"], "trades": one["trades"]})
    return file_text({**part, "topic": one["topic"]})


def line(one: Mapping[str, Any]) -> str:
    """One revision in one line: name, state, where from, by whom, when."""
    at = one["retired_at"] or one["published_at"] or one["changed_at"]
    people = one["author"] + (f"，{one['approver']}批准" if one["approver"] else "")
    until = f" 至 {one['valid_until']}" if one["valid_until"] else ""
    validity = f"有效期 {one['valid_from']}{until or ' 起'}"
    state = f"{one['state']} {NAMES[State(one['state'])]}"
    return "\t".join(
        (one["revision"], state, one["review"], _ORIGINS[one["origin"]], shown_text(people), shown_time(at), validity)
    )


def counts(check: Mapping[str, Any]) -> str:
    if not check["messages"]:
        return "没改问法、标题和分类，不用检查。"
    return (
        f"检查了 {check['messages']} 句：{check['turned_wrong']} 句变差，{check['turned_right']} 句变好，"
        f"{check['changed']} 句答法变了，{check['collisions']} 种问法和别的问题很像。"
    )


def turned(title: str, one: Mapping[str, Any]) -> str:
    """One message that would be answered otherwise: what it should be, what it is now and what it would be."""
    expected = one["expected"]
    wanted = f"应为 {expected_words(expected, str, one.get('second'))}，" if expected else ""
    _, is_script, script = (one.get("from") or "").partition("conversation:")
    where = f"（对话 {script}）" if is_script else ""
    before, after = (judgment_words(one[when], expected, _id) for when in ("before", "after"))
    return f"{title}：“{shown_text(one['text'])}”{where} {wanted}{before} → {after}"


def _id(topic: str) -> str:
    return f" {topic}"
