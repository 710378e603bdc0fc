"""What the server counts. Labels are our own ids, never text."""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Counter, Histogram


class Metrics:
    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.parses = Counter(
            "xiaofeng_nlu_parses", "Messages parsed, by decision", ["decision"], registry=self.registry
        )
        self.failures = Counter(
            "xiaofeng_nlu_parse_failures", "Messages that could not be parsed", registry=self.registry
        )
        self.seconds = Histogram(
            "xiaofeng_nlu_parse_seconds",
            "Seconds for one parse, without HTTP",
            buckets=(0.001, 0.002, 0.004, 0.008, 0.016, 0.032, 0.064, 0.128, 0.256, 1.0),
            registry=self.registry,
        )
