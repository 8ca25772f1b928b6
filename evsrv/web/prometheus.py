"""What is measured, for Prometheus. Importing this needs prometheus-client."""

from collections.abc import Callable, Iterator
from typing import TypeVar, cast

from prometheus_client import (
    CONTENT_TYPE_LATEST,
    CollectorRegistry,
    Counter,
    Histogram,
    ProcessCollector,
    generate_latest,
)
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily
from prometheus_client.metrics_core import Metric
from prometheus_client.registry import Collector

from evsrv.core.timing import RequestTiming
from evsrv.engine.stats import EngineStats

_MAX_PENDING = 200

Family = TypeVar("Family", Counter, Histogram)

_BUCKETS = (0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)


class Metrics:
    """One application's measures, in a registry of its own."""

    content_type = CONTENT_TYPE_LATEST

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        ProcessCollector(registry=self._registry)
        self._requests = Counter(
            "evsrv_requests",
            "Requests answered.",
            ("route", "method", "status"),
            registry=self._registry,
        )
        self._durations = Histogram(
            "evsrv_request_duration_seconds",
            "How long requests took.",
            ("route",),
            buckets=_BUCKETS,
            registry=self._registry,
        )
        self._stages = Histogram(
            "evsrv_stage_duration_seconds",
            "How long the stages of requests took.",
            ("route", "stage"),
            buckets=_BUCKETS,
            registry=self._registry,
        )
        self._rows = Counter(
            "evsrv_rows_returned", "Rows in answers.", ("route",), registry=self._registry
        )
        self._waiting: list[tuple[str, str, int, RequestTiming, float]] = []
        self._children: dict[tuple[Counter | Histogram, tuple[str, ...]], Counter | Histogram] = {}

    def watch(self, stats: Callable[[], EngineStats], in_flight: Callable[[], int]) -> None:
        """Show, besides, what these tell whenever the metrics are asked for."""
        self._registry.register(_Now(stats, in_flight))

    def count(self, route: str, method: str, status: int, trace: RequestTiming) -> None:
        """Count a request that has been answered; `route` and `method` have few values."""
        # Counted together with others, it costs each of them less.
        self._waiting.append((route, method, status, trace, trace.elapsed()))
        if len(self._waiting) >= _MAX_PENDING:
            self._count_waiting()

    def _count_waiting(self) -> None:
        waiting, self._waiting = self._waiting, []
        for request in waiting:
            self._count(*request)

    def _count(
        self, route: str, method: str, status: int, trace: RequestTiming, seconds: float
    ) -> None:
        self._child(self._requests, route, method, str(status)).inc()
        self._child(self._durations, route).observe(seconds)
        for stage, spent in trace.seconds.items():
            self._child(self._stages, route, stage).observe(spent)
        if trace.rows:
            self._child(self._rows, route).inc(trace.rows)

    def _child(self, family: Family, *labels: str) -> Family:
        """Find the member of a family with these labels; asking the library takes longer."""
        child = self._children.get((family, labels))
        if child is None:
            child = self._children[family, labels] = family.labels(*labels)
        return cast("Family", child)

    def text(self) -> bytes:
        """Write everything in Prometheus' text format."""
        self._count_waiting()
        return generate_latest(self._registry)


class _Now(Collector):
    def __init__(self, stats: Callable[[], EngineStats], in_flight: Callable[[], int]) -> None:
        self._stats = stats
        self._in_flight = in_flight

    def collect(self) -> Iterator[Metric]:
        stats = self._stats()
        yield GaugeMetricFamily(
            "evsrv_requests_in_flight", "Requests being answered.", self._in_flight()
        )
        yield GaugeMetricFamily("evsrv_readers", "Read connections.", stats.readers)
        yield GaugeMetricFamily(
            "evsrv_readers_busy", "Read connections in use.", stats.readers_busy
        )
        yield CounterMetricFamily(
            "evsrv_reader_waits", "Reads that found no free connection.", stats.reader_waits
        )
        yield CounterMetricFamily(
            "evsrv_reader_wait_seconds",
            "How long reads waited for a connection.",
            stats.reader_wait_seconds,
        )
        yield GaugeMetricFamily(
            "evsrv_writer_queue_length", "Writes that wait for their turn.", stats.writer_queue
        )
        yield GaugeMetricFamily("evsrv_wal_bytes", "Size of the write-ahead log.", stats.wal_bytes)
        events = CounterMetricFamily(
            "evsrv_events", "Events received, by what became of them.", labels=("result",)
        )
        events.add_metric(["stored"], stats.events_stored)
        events.add_metric(["duplicate"], stats.events_duplicate)
        yield events
