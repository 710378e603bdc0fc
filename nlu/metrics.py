"""What the server counts. Labels are our own ids, never text."""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram


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
        self.feed_version = Gauge("xiaofeng_nlu_feed_version", "Version of the FAQ feed in use", registry=self.registry)
        self.feed_problems = Counter(
            "xiaofeng_nlu_feed_problems",
            "Looks at the feed that brought nothing usable",
            ["reason"],
            registry=self.registry,
        )
        self.overlaid = Gauge(
            "xiaofeng_nlu_overlaid_labels", "Topics served by the overlay until a refit", registry=self.registry
        )
        self.index_version = Gauge(
            "xiaofeng_nlu_index_version",
            "Feed version the ranker in use was fitted on; 0: the data folder",
            registry=self.registry,
        )
        self.refits = Counter(
            "xiaofeng_nlu_refits", "Background refits, by outcome", ["outcome"], registry=self.registry
        )
        self.evaluations = Counter(
            "xiaofeng_nlu_evaluations", "Background evaluations, by outcome", ["outcome"], registry=self.registry
        )
        self.refit_seconds = Histogram(
            "xiaofeng_nlu_refit_seconds",
            "Seconds from the start of a refit until it is in use",
            buckets=(1, 2, 4, 8, 12, 16, 20, 25, 30, 45, 60, 120),
            registry=self.registry,
        )
