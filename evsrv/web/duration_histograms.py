"""Histograms of durations for Prometheus. Importing this needs prometheus-client."""

import time
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate

from attrs import Factory, define
from prometheus_client.core import HistogramMetricFamily
from prometheus_client.registry import Collector

_BUCKETS_SECONDS = (
    0.0005,
    0.001,
    0.0025,
    0.005,
    0.01,
    0.025,
    0.05,
    0.1,
    0.25,
    0.5,
    1.0,
    2.5,
    5.0,
    10.0,
)
_BUCKET_NAMES = (*map(str, _BUCKETS_SECONDS), "+Inf")


@define(eq=False)
class _Histogram:
    counts: list[int] = Factory(lambda: [0] * len(_BUCKET_NAMES))
    """Of each bucket, without those before it."""
    sum: float = 0.0
    created: float = Factory(time.time)

    def buckets(self) -> list[tuple[str, float]]:
        return list(zip(_BUCKET_NAMES, accumulate(self.counts), strict=True))


class DurationHistograms(Collector):
    """The histograms of one metric, by the values of its labels.

    The library's own take locks and a search through all buckets for each observation, which is
    much for the several that each request has. These belong to one thread.
    """

    def __init__(self, name: str, documentation: str, labels: Sequence[str]) -> None:
        self._name = name
        self._documentation = documentation
        self._labels = labels
        self._by_labels: dict[tuple[str, ...], _Histogram] = {}

    def observe(self, durations: Iterable[float], *labels: str) -> None:
        """Count durations, in seconds, for the values of the labels."""
        histogram = self._by_labels.get(labels)
        if histogram is None:
            histogram = self._by_labels[labels] = _Histogram()
        for seconds in durations:
            histogram.counts[bisect_left(_BUCKETS_SECONDS, seconds)] += 1
            histogram.sum += seconds

    def collect(self) -> Iterator[HistogramMetricFamily]:
        """Yield the metric as the library would."""
        family = HistogramMetricFamily(self._name, self._documentation, labels=self._labels)
        for labels, histogram in self._by_labels.items():
            family.add_metric(labels, histogram.buckets(), histogram.sum)
            named = dict(zip(self._labels, labels, strict=True))
            family.add_sample(f"{self._name}_created", named, histogram.created)
        yield family
