"""What the bot counts and times, for Prometheus. Labels are closed lists: never an id, never text."""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram


class Metrics:
    """One set for one process."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.turns = self._counter("turns", "Turns committed", "kind")
        self.turn_conflicts = self._counter("turn_conflicts", "Turns computed in vain: another process was first")
        self.undigested = self._counter("undigested", "Messages closed because the dialogue failed on them", "kind")
        self.turn_seconds = Histogram(
            "xiaofeng_bot_turn_seconds",
            "From taking a message to its committed turn",
            registry=self.registry,
            buckets=(0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
        )
        self.nlu = self._counter("nlu_requests", "Questions to nlu", "result")
        self.actions = self._counter("actions_requests", "Questions and commands to actions", "result")
        self.commands = self._counter("commands", "Attempts at handing a command over", "kind", "result")
        self.deliveries = self._counter("deliveries", "Attempts at delivering a reply", "channel", "result")
        self.news = self._counter("news", "Deliveries read from actions", "result")
        self.refused = self._counter("refused_requests", "Requests refused at the door", "reason")
        self.feed_version = Gauge("xiaofeng_bot_feed_version", "Version of the FAQ feed held", registry=self.registry)
        self.feed_problems = self._counter("feed_problems", "Feeds that could not be had or used", "reason")
        self.streams = Gauge("xiaofeng_bot_streams", "Pages listening", registry=self.registry)
        self._keys = Gauge(
            "xiaofeng_bot_key_in_use", "Ids of the keys that write", ["use", "id"], registry=self.registry
        )

    def tell_keys(self, *, data_key: str, sealing_key: str) -> None:
        """Which keys this process writes with, by id: no older one may be given up before."""
        self._keys.labels("data", data_key).set(1)
        self._keys.labels("sealing", sealing_key).set(1)

    def _counter(self, name: str, text: str, *labels: str) -> Counter:
        return Counter(f"xiaofeng_bot_{name}", text, labels, registry=self.registry)
