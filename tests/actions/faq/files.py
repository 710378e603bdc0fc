"""FAQ files as staff write them, in a folder of their own."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import yaml

from tests.actions.house import DATA_DIR


def entry(**fields: Any) -> dict[str, Any]:
    """What stands in a sound `join/join_cost.yaml`; any field can be said otherwise, or left out with `...`."""
    whole = {
        "topic": "join_cost",
        "title": "入会要不要交钱",
        "category": "join",
        "sensitive": False,
        "answer": "申请入会不收钱。\n",
        "source": {"text": "中国工会章程", "date": "2023-10-12", "facts": ["join-067"]},
        "valid_from": "2026-11-22",
        "review": "待复核",
        "buttons": ["enroll"],
        "phrasings": ["进工会花钱不"],
    } | fields
    return {name: value for name, value in whole.items() if value is not ...}


def write_entry(data_dir: Path, content: dict[str, Any] | str, *, path: str = "join/join_cost.yaml") -> Path:
    """One file of the FAQ in that data folder, which gets a list of tasks and the variables, too."""
    (data_dir / "tasks.csv").write_text("id,kind,title\nenroll,task,我要入会\n", encoding="utf-8")
    shutil.copy(DATA_DIR / "answer_variables.yaml", data_dir)
    file = data_dir / "faq" / path
    file.parent.mkdir(parents=True, exist_ok=True)
    text = content if isinstance(content, str) else yaml.safe_dump(content, allow_unicode=True)
    file.write_text(text, encoding="utf-8")
    return file
