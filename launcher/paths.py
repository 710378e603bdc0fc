"""Where things lie, relative to the checkout."""

from __future__ import annotations

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
MAIN_PYTHON = ROOT / ".venv" / "bin" / "python"
NLU_PYTHON = ROOT / "nlu" / ".venv" / "bin" / "python"
TOOLS = ROOT / ".tools"


def var_folder() -> Path:
    """The folder for databases, keys, models and logs; created when missing, readable by its owner only."""
    folder = Path(os.environ.get("XIAOFENG_VAR_DIR", ROOT / "var")).resolve()
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder
