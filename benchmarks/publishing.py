"""How soon a published change is answered, and what that costs the messages of the same moment.

Run as `.venv/bin/python -m benchmarks.publishing`; `benchmarks/README.md` says what the figures mean.
"""

from __future__ import annotations

import argparse
import json
import os
import secrets
import signal
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.errors import CannotRun
from benchmarks.figures import percentile
from benchmarks.phrasebook import faq_entries
from benchmarks.processes import Server, running_server, stop
from launcher.paths import NLU_PYTHON, ROOT, var_folder
from tests.ports import free_port

PROMISED_SECONDS, PROMISED_RATIO, PROMISED_REFIT_SECONDS = 2.0, 2.0, 30.0
LONGEST_WAIT_SECONDS = 60.0
_PROBE_PAUSE_SECONDS = 0.05
_REFIT = "nlu.refit"

Entry = dict[str, Any]


@dataclass(frozen=True)
class Change:
    """`entries` as they are to be published; a message that is then understood as `answered` says."""

    kind: str
    entries: list[Entry]
    text: str
    answered: Callable[[dict[str, Any]], bool]


def main(arguments: Sequence[str]) -> int:
    """Measure and print; returns 0 whatever the figures say, 1 when nothing could be measured (stderr says why)."""
    wanted = _parser().parse_args(arguments)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that what was started is stopped
    cache = var_folder() / "benchmarks"
    cache.mkdir(exist_ok=True)
    try:
        with tempfile.TemporaryDirectory(dir=cache, prefix="publishing-") as folder, ExitStack() as stack:
            for line in _measure(Path(folder), wanted.times, wanted.replicas, wanted.topics, stack):
                print(line, flush=True)
    except CannotRun as error:
        print(f"benchmark: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="benchmarks.publishing", description=__doc__)
    parser.add_argument("--times", type=int, default=100, help="publications in a row (100)")
    parser.add_argument("--replicas", type=int, default=1, help="nlu processes that follow the feed (1)")
    parser.add_argument("--topics", type=int, default=0, help="made-up topics of 5 phrasings instead of the FAQ")
    return parser


def _measure(folder: Path, times: int, replicas: int, topics: int, stack: ExitStack) -> Iterator[str]:
    feed = stack.enter_context(_running_feed())
    entries = _made_up(topics) if topics else [_as_published(entry) for entry in faq_entries(ROOT / "data")]
    feed.publish(entries)
    house = stack.enter_context(_running_nlu(folder, replicas, feed.url))
    house.wait_until_refitted(feed.version)
    rate = _throughput(house)
    yield f"load: {rate / 2:.0f} messages/s, half of what {replicas} nlu process(es) answered without a pause"
    watch = stack.enter_context(_watching(house))
    with _loading(house, rate / 2) as quiet:
        time.sleep(20)
    with _loading(house, rate / 2) as busy:
        seconds = [_publish(feed, house, change) for change in _changes(entries, times)]
        house.wait_until_refitted(feed.version)
    with _loading(house, rate / 2) as refitting:  # nobody publishes or probes now: what a refit alone costs
        feed.publish([*entries, _new_topic()])
        house.wait_until_refitted(feed.version)
    yield from _table(seconds, [quiet.sent, busy.sent, refitting.sent], watch, house.refit_seconds())


def _changes(entries: list[Entry], times: int) -> Iterator[Change]:
    """A new topic, a new phrasing of it, the topic before it retired, and so on; no word comes twice."""
    last = _new_topic()
    for number in range(times):
        if number % 3 == 0:
            before, last = last, _new_topic()
            topic, text = last["id"], last["phrasings"][0]
            yield Change("new topic", [*entries, before, last], text, lambda parsed, topic=topic: _is(parsed, topic))
        elif number % 3 == 1:
            text = f"听说{secrets.token_hex(3)}能报销"
            last = {**last, "phrasings": [*last["phrasings"], text]}
            topic = last["id"]
            yield Change("new phrasing", [*entries, before, last], text, lambda parsed, topic=topic: _is(parsed, topic))
        else:
            gone = before["id"]
            text = before["title"]
            yield Change("retired topic", [*entries, last], text, lambda parsed, gone=gone: not _ranks(parsed, gone))


def _new_topic() -> Entry:
    word = secrets.token_hex(3)
    return _entry(f"made_{word}", f"{word}补贴申请", [f"{word}的补贴怎么领", f"{word}补贴在哪办", f"{word}有没有补助"])


def _publish(feed: Feed, house: House, change: Change) -> float:
    """Seconds from the publication until every replica answers by it."""
    feed.publish(change.entries)
    began = time.perf_counter()
    for url in house.urls:
        while not _answered(house, url, change):
            if time.perf_counter() - began > LONGEST_WAIT_SECONDS:
                raise CannotRun(f"a {change.kind} was not answered within {LONGEST_WAIT_SECONDS:.0f} s")
            time.sleep(_PROBE_PAUSE_SECONDS)
    return time.perf_counter() - began


def _answered(house: House, url: str, change: Change) -> bool:
    try:
        return change.answered(house.parse(url, change.text))
    except OSError:  # nlu is overwhelmed: it has not answered by the change yet
        return False


def _is(parsed: dict[str, Any], topic: str) -> bool:
    return bool(parsed["decision"] == "answer" and parsed["intent"]["name"] == topic)


def _ranks(parsed: dict[str, Any], topic: str) -> bool:
    return any(each["name"] == topic for each in parsed["intent_ranking"])


def _table(seconds: list[float], sent: list[list[Any]], watch: Watch, refits: tuple[int, float]) -> Iterator[str]:
    quiet, busy, refitting = sent
    during = [milliseconds for at, milliseconds, ok in refitting if ok and watch.refitting(at)]
    without = [milliseconds for _, milliseconds, ok in quiet if ok]
    failed = sum(not ok for _, _, ok in [*quiet, *busy, *refitting])
    yield f"{'':44}{'p50':>8}{'p95':>8}{'max':>8}   wanted"
    yield _row(f"publish → answered, s ({len(seconds)} times)", seconds, 2, f"max ≤ {PROMISED_SECONDS:g}",
               max(seconds) <= PROMISED_SECONDS)  # fmt: skip
    yield _row(f"message while publishing, ms ({len(busy)})", [each for _, each, ok in busy if ok], 1)
    yield _row(f"message without a refit, ms ({len(without)})", without, 1)
    if during:
        ratio = percentile(during, 95) / percentile(without, 95)
        yield _row(f"message during a refit, ms ({len(during)})", during, 1, f"p95 × {ratio:.2f} ≤ {PROMISED_RATIO:g}",
                   ratio <= PROMISED_RATIO)  # fmt: skip
    yield f"{'failed messages':44}{failed:>24}   {_verdict('0', failed == 0)}"
    count, mean = refits
    wanted = _verdict(f"≤ {PROMISED_REFIT_SECONDS:g}", mean <= PROMISED_REFIT_SECONDS)
    yield f"{f'refit, mean s ({count})':44}{mean:>24.1f}   {wanted}"


def _row(name: str, values: list[float], digits: int, wanted: str = "", holds: bool = True) -> str:
    figures = "".join(
        f"{value:>8.{digits}f}" for value in (percentile(values, 50), percentile(values, 95), max(values))
    )
    return f"{name:44}{figures}   {_verdict(wanted, holds) if wanted else ''}".rstrip()


def _verdict(wanted: str, holds: bool) -> str:
    return f"{wanted}: {'holds' if holds else 'does not hold'}"


class Feed:
    """The feed process."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process
        assert process.stdout is not None  # both pipes were asked for
        self.url = f"http://127.0.0.1:{process.stdout.readline().strip()}"
        self.version = 0

    def publish(self, entries: list[Entry]) -> None:
        """Returns when it is out."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self.version += 1
        self._process.stdin.write(json.dumps({"version": self.version, "entries": entries}) + "\n")
        self._process.stdin.flush()
        self._process.stdout.readline()


class House:
    """The nlu processes."""

    def __init__(self, servers: Sequence[Server], urls: Sequence[str], token: str) -> None:
        self.servers = servers
        self.urls = urls
        self._token = token

    def parse_urls(self) -> list[str]:
        return [f"{url}/model/parse?token={self._token}" for url in self.urls]

    def parse(self, url: str, text: str) -> dict[str, Any]:
        request = urllib.request.Request(
            f"{url}/model/parse?token={self._token}",
            json.dumps({"text": text}).encode(),
            {"Content-Type": "application/json"},
        )
        with urllib.request.urlopen(request, timeout=20) as answer:
            read: dict[str, Any] = json.load(answer)
            return read

    def wait_until_refitted(self, version: int) -> None:
        deadline = time.monotonic() + 300
        while any(self._metric(url, "xiaofeng_nlu_index_version") != version for url in self.urls) or _refits(self):
            if time.monotonic() > deadline:
                raise CannotRun("nlu made no refit within 300 s")
            time.sleep(0.5)

    def refit_seconds(self) -> tuple[int, float]:
        """(number of refits, mean seconds of one)."""
        count = sum(self._metric(url, "xiaofeng_nlu_refit_seconds_count") for url in self.urls)
        total = sum(self._metric(url, "xiaofeng_nlu_refit_seconds_sum") for url in self.urls)
        return int(count), total / count if count else 0.0

    def _metric(self, url: str, name: str) -> float:
        with urllib.request.urlopen(f"{url}/metrics", timeout=20) as answer:
            lines = answer.read().decode().splitlines()
        return next((float(line.split()[1]) for line in lines if line.startswith(f"{name} ")), 0.0)


class Watch:
    """When a refit ran."""

    def __init__(self) -> None:
        self.spans: list[tuple[float, float]] = []

    def refitting(self, at: float) -> bool:
        return any(begin <= at <= end for begin, end in self.spans)


def _refits(house: House) -> bool:
    return any(_REFIT in _command(child) for server in house.servers for child in _children(server.pid))


def _children(pid: int) -> list[str]:
    """Process ids, as Linux lists them; psutil would look through all processes of the machine ten times a second."""
    try:
        lists = [(task / "children").read_text() for task in Path(f"/proc/{pid}/task").iterdir()]
    except OSError:
        return []
    return [child for listed in lists for child in listed.split()]


def _command(pid: str) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_text().replace("\0", " ")
    except OSError:
        return ""


@contextmanager
def _watching(house: House) -> Iterator[Watch]:
    watch, over = Watch(), threading.Event()

    def look() -> None:
        began: float | None = None
        while not over.wait(0.1):
            running = _refits(house)
            if running and began is None:
                began = time.time()
            if not running and began is not None:
                watch.spans.append((began, time.time()))
                began = None

    thread = threading.Thread(target=look)
    thread.start()
    try:
        yield watch
    finally:
        over.set()
        thread.join()


class Loading:
    """`sent`: [seconds since the epoch, milliseconds, ok] of each message, once the block is left."""

    def __init__(self) -> None:
        self.sent: list[Any] = []


@contextmanager
def _loading(house: House, rate: float, seconds: float = 3600) -> Iterator[Loading]:
    loading = Loading()
    command = [sys.executable, "-m", "benchmarks.publishing_load", str(ROOT / "data"), str(seconds), str(rate)]
    process = subprocess.Popen([*command, *house.parse_urls()], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                               text=True)  # fmt: skip
    try:
        yield loading
        out, _ = process.communicate("")
        loading.sent = json.loads(out)["sent"]
    finally:
        stop(process)


def _throughput(house: House) -> float:
    """Messages a second without a pause, after a short warm-up."""
    for seconds in (2.0, 20.0):  # long enough for a machine whose speed others change
        with _loading(house, 0, seconds) as loading:
            time.sleep(seconds)
    return len(loading.sent) / seconds


@contextmanager
def _running_feed() -> Iterator[Feed]:
    command = [sys.executable, "-m", "benchmarks.publishing_feed"]
    process = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    try:
        yield Feed(process)
    finally:
        stop(process)


@contextmanager
def _running_nlu(folder: Path, replicas: int, feed_url: str) -> Iterator[House]:
    token = secrets.token_urlsafe()
    with ExitStack() as stack:
        servers, urls = [], []
        for number in range(replicas):
            port = free_port()
            environment = {
                **{key: value for key, value in os.environ.items() if not key.startswith("XIAOFENG_")},
                "PYTHONPATH": str(ROOT),
                "XIAOFENG_DATA_DIR": str(ROOT / "data"),
                "XIAOFENG_NLU_PORT": str(port),
                "XIAOFENG_NLU_TOKEN": token,
                "XIAOFENG_NLU_MODELS": str(var_folder() / "nlu" / "models"),
                "XIAOFENG_NLU_LIVE": str(folder / f"live-{number}"),
                "XIAOFENG_ACTIONS_URL": feed_url,
                "XIAOFENG_ACTIONS_TOKEN": "any",
            }
            url = f"http://127.0.0.1:{port}"
            server = running_server(f"nlu-{number}", [str(NLU_PYTHON), "-m", "nlu.main"], ready_url=f"{url}/readyz",
                                    folder=folder, environment=environment)  # fmt: skip
            servers.append(stack.enter_context(server))
            urls.append(url)
        for started in servers:
            started.wait_until_ready()
        yield House(servers, urls, token)


def _entry(topic: str, title: str, phrasings: list[str]) -> Entry:
    return {"id": topic, "category": "made_up", "title": title, "answer": "见通知。", "buttons": [], "sensitive": False,
            "source": {"text": "试", "date": "2026-01-01"}, "review": "已复核", "phrasings": phrasings}  # fmt: skip


def _as_published(entry: Entry) -> Entry:
    return {**_entry(entry["topic"], entry["title"], entry["phrasings"]), "answer": entry["answer"],
            "sensitive": entry["sensitive"]}  # fmt: skip


def _made_up(topics: int) -> list[Entry]:
    places, matters = (
        "庐蚌皖宣亳滁池铜淮芜",
        ("租房", "体检", "培训", "换电", "保险", "罚单", "助学", "理发", "热水", "婚恋"),
    )
    names = [f"{a}{b}{matter}" for a in places for b in places for matter in matters]
    asks = ("补贴怎么申请", "在哪里办", "要什么材料", "几天能下来", "谁能办")
    return [
        _entry(f"made_up_{n}", f"{name}怎么弄", [name + ask for ask in asks]) for n, name in enumerate(names[:topics])
    ]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
