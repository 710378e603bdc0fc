"""Resident memory of one process, as Linux counts it."""

from __future__ import annotations

import re
from pathlib import Path


def resident_mib(process: int | str = "self") -> float:
    """Without its children. Raises OSError when the process is gone."""
    status = Path(f"/proc/{process}/status").read_text()
    found = re.search(r"^VmRSS:\s+(\d+) kB$", status, re.MULTILINE)
    return int(found[1]) / 1024 if found else 0.0
