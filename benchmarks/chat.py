"""How fast the chat answers: the house beside a skeleton and beside Rasa's own REST channel, in turns.

Run as `.venv/bin/python -m benchmarks.chat`; `benchmarks/README.md` says what the columns mean.
"""

from __future__ import annotations

import argparse
import json
import signal
import sys
import tempfile
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path

from benchmarks.baseline.training import trained_models
from benchmarks.driver_process import DriverProcess, running_driver
from benchmarks.errors import CannotRun
from benchmarks.figures import Measurements
from benchmarks.jobs import LoadJob, LongJob
from benchmarks.processes import resident_mib
from benchmarks.report import as_json, tables
from benchmarks.systems import SYSTEMS, System, SystemName, house, rasa_environment, rasa_rest, skeleton
from launcher.paths import ROOT, var_folder

_WARM_UP_SENDERS, _WARM_UP_SECONDS = 2, 3.0


def main(arguments: Sequence[str]) -> int:
    """Measure and print; returns 0 whatever the figures say, 1 when nothing could be measured (stderr says why)."""
    wanted = _parser().parse_args(arguments)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that what was started is stopped
    try:
        measured = _measure(wanted.systems, wanted.senders, wanted.rounds, wanted.seconds)
    except CannotRun as error:
        print(f"benchmark: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    for line in tables(measured):
        print(line)
    if wanted.json is not None:
        wanted.json.write_text(json.dumps(as_json(measured), indent=1) + "\n")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="benchmarks.chat", description=__doc__)
    parser.add_argument("--rounds", type=_positive, default=5, help="rounds to take medians over (5)")
    parser.add_argument("--seconds", type=float, default=5.0, help="length of a system's turn in a round (5)")
    parser.add_argument("--senders", type=_numbers, default=[1, 4, 16, 64], metavar="N,N", help="1,4,16,64")
    parser.add_argument("--systems", type=_systems, default=list(SYSTEMS), metavar="A,B", help=",".join(SYSTEMS))
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures to a file, too")
    return parser


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise ValueError(text)
    return number


def _numbers(text: str) -> list[int]:
    return [_positive(part) for part in text.split(",")]


def _systems(text: str) -> list[SystemName]:
    asked = text.split(",")
    if unknown := set(asked) - set(SYSTEMS):
        raise argparse.ArgumentTypeError(f"no such system: {', '.join(sorted(unknown))}")
    return [system for system in SYSTEMS if system in asked]


def _measure(names: Sequence[SystemName], levels: Sequence[int], rounds: int, seconds: float) -> Measurements:
    cache = var_folder() / "benchmarks"
    cache.mkdir(exist_ok=True)
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(dir=cache, prefix="run-")))
        systems = _start(names, folder, cache, stack)
        driver = stack.enter_context(running_driver(ROOT / "data"))
        for system in systems:
            _turn(driver, system, _WARM_UP_SENDERS, _WARM_UP_SECONDS, Measurements())
        measured = Measurements()
        for number in range(1, rounds + 1):
            for senders in levels:
                _say(f"round {number} of {rounds}, {senders} senders …")
                for system in systems:
                    _turn(driver, system, senders, seconds, measured)
        for system in systems:
            if system.name == "house":
                _say("one long conversation …")
                measured.long = driver.long(LongJob(system.url))
                _see_memory(system, measured)
        return measured


def _start(names: Sequence[SystemName], folder: Path, cache: Path, stack: ExitStack) -> list[System]:
    """Start what is to be measured, one after the other, in the order of their turns. Raises CannotRun."""
    systems = []
    if "house" in names:
        _say("starting the house …")
        systems.append(stack.enter_context(house(folder)))
    if names != ["house"]:
        models = trained_models(ROOT / "data", cache, rasa_environment(), _say)
        for name, start in (("skeleton", skeleton), ("rasa", rasa_rest)):
            if name in names:
                _say(f"starting {name} …")
                systems.append(stack.enter_context(start(folder, models)))
    return systems


def _turn(driver: DriverProcess, system: System, senders: int, seconds: float, measured: Measurements) -> None:
    """One system's turn. Raises CannotRun when not one message was answered."""
    result = driver.load(LoadJob(system.name, system.url, system.interface, system.guided, senders, seconds))
    if not any(result.milliseconds.values()):
        raise CannotRun(f"{system.name} answered no message; {result.example}")
    measured.add(system.name, senders, result)
    _see_memory(system, measured)


def _see_memory(system: System, measured: Measurements) -> None:
    for process, pid in system.processes().items():
        measured.saw_memory(system.name, process, resident_mib(pid))


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
