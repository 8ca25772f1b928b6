"""Histograms of durations, compared with those of the library."""

from collections.abc import Iterable

import pytest
from prometheus_client import CollectorRegistry, Histogram, generate_latest
from prometheus_client.metrics_core import Metric

from evsrv.web.duration_histograms import DurationHistograms

BUCKETS = (0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
OBSERVED = [(0.0, "a"), (0.0005, "a"), (0.00051, "a"), (1.0, "a"), (10.0, "b"), (11.0, "b")]


def samples(metrics: Iterable[Metric]) -> set[tuple[str, str, float | None]]:
    """Return the samples: name, labels and value, except of times of creation."""
    return {
        (one.name, str(one.labels), None if one.name.endswith("_created") else one.value)
        for metric in metrics
        for one in metric.samples
    }


@pytest.mark.parametrize("count", [0, len(OBSERVED)])
def test_samples_are_those_of_the_library(count: int) -> None:
    own_registry, registry = CollectorRegistry(), CollectorRegistry()
    own = DurationHistograms("seconds", "Durations.", ("route",))
    own_registry.register(own)
    plain = Histogram("seconds", "Durations.", ("route",), buckets=BUCKETS, registry=registry)
    for seconds, route in OBSERVED[:count]:
        own.observe([seconds], route)
        plain.labels(route).observe(seconds)
    assert samples(own.collect()) == samples(registry.collect())
    shown = [generate_latest(one).decode().splitlines() for one in (own_registry, registry)]
    assert [line.split()[:3] for line in shown[0] if line.startswith("#")] == [
        line.split()[:3] for line in shown[1] if line.startswith("#")
    ]
