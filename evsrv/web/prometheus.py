"""Metrics for Prometheus. Importing this needs prometheus-client."""

import collections
from collections import defaultdict
from collections.abc import Callable, Iterator

import attrs
from prometheus_client import (
    CONTENT_TYPE_LATEST,
    CollectorRegistry,
    Counter,
    ProcessCollector,
    generate_latest,
)
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily
from prometheus_client.metrics_core import Metric
from prometheus_client.registry import Collector

from evsrv.core.timing import RequestTiming, Stage
from evsrv.engine.stats import EngineStats
from evsrv.ingest.conversation_limits import ConversationLimits
from evsrv.ingest.limits import EventLimits
from evsrv.ingest.stats import EventAge, IngestStats
from evsrv.service.stored_events import RESULTS, StoredEvents
from evsrv.web.duration_histograms import DurationHistograms

_MAX_PENDING_REQUESTS = 200


class Metrics:
    """Metrics of one application, in a registry of their own."""

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
        self._durations = DurationHistograms(
            "evsrv_request_duration_seconds", "Durations of requests.", ("route",)
        )
        self._registry.register(self._durations)
        self._stages = DurationHistograms(
            "evsrv_stage_duration_seconds",
            "Durations of the stages of requests.",
            ("route", "stage"),
        )
        self._registry.register(self._stages)
        self._rows = Counter(
            "evsrv_rows_returned", "Rows in answers.", ("route",), registry=self._registry
        )
        self._engines = Counter(
            "evsrv_grouped_answers",
            "Grouped queries that were not answered from the cache, by engine.",
            ("engine",),
            registry=self._registry,
        )
        self._pending: list[tuple[tuple[str, str, int], RequestTiming, float]] = []

    def add_stats(self, stats: Callable[[], EngineStats], in_flight: Callable[[], int]) -> None:
        """Add the engine's stats and the requests in flight, as they are when metrics are read."""
        self._registry.register(_StatsCollector(stats, in_flight))

    def add_ingest_stats(self, stats: IngestStats) -> None:
        """Add the counters of ingestion, as they are when metrics are read."""
        self._registry.register(_IngestCollector(stats))

    def add_stored_events(self, stored: StoredEvents) -> None:
        """Add the counters of the events that plugins get, as they are when metrics are read."""
        self._registry.register(_StoredEventsCollector(stored))

    def count(self, route: str, method: str, status: int, timing: RequestTiming) -> None:
        """Count an answered request; the caller bounds the values of `route` and `method`."""
        # To count many requests together costs each of them less.
        self._pending.append(((route, method, status), timing, timing.elapsed()))
        if len(self._pending) >= _MAX_PENDING_REQUESTS:
            self._count_pending()

    def _count_pending(self) -> None:
        pending, self._pending = self._pending, []
        # The library's counters take a lock for each change.
        requests = collections.Counter(labels for labels, _, _ in pending)
        for (route, method, status), number in requests.items():
            self._requests.labels(route, method, str(status)).inc(number)
        rows = collections.Counter[str]()
        durations: defaultdict[str, list[float]] = defaultdict(list)
        stages: defaultdict[tuple[str, Stage], list[float]] = defaultdict(list)
        for (route, _, _), timing, seconds in pending:
            durations[route].append(seconds)
            for stage, spent in timing.seconds.items():
                stages[route, stage].append(spent)
            if timing.engine is not None:
                self._engines.labels(timing.engine).inc()
            if timing.rows:
                rows[route] += timing.rows
        for route, totals in durations.items():
            self._durations.observe(totals, route)
        for labels, parts in stages.items():
            self._stages.observe(parts, *labels)
        for route, number in rows.items():
            self._rows.labels(route).inc(number)

    def render(self) -> bytes:
        """Return all metrics in the text format of Prometheus."""
        self._count_pending()
        return generate_latest(self._registry)


class _StatsCollector(Collector):
    """Collector of values that others keep, read at each scrape."""

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
        yield GaugeMetricFamily(
            "evsrv_streams", "Exports that hold a read connection.", stats.streams
        )
        yield CounterMetricFamily(
            "evsrv_reader_waits", "Reads that found no free connection.", stats.reader_waits
        )
        yield CounterMetricFamily(
            "evsrv_reader_wait_seconds",
            "Time that reads waited for a connection.",
            stats.reader_wait_seconds,
        )
        yield GaugeMetricFamily(
            "evsrv_writer_queue_length", "Writes that wait for their turn.", stats.writer_queue
        )
        yield GaugeMetricFamily("evsrv_wal_bytes", "Size of the write-ahead log.", stats.wal_bytes)
        yield GaugeMetricFamily(
            "evsrv_db_bytes", "Size of the database without its free pages.", stats.db_bytes
        )
        yield GaugeMetricFamily(
            "evsrv_wal_held",
            "1 if the write-ahead log is past its bound and a reader holds it.",
            stats.wal_held,
        )
        yield CounterMetricFamily(
            "evsrv_wal_restarts",
            "Restarts of the write-ahead log at its bound.",
            stats.wal_restarts,
        )
        yield CounterMetricFamily(
            "evsrv_wal_pause_seconds",
            "Time that reads were paused for these restarts.",
            stats.wal_pause_seconds,
        )
        events = CounterMetricFamily(
            "evsrv_events", "Events received, by result.", labels=("result",)
        )
        events.add_metric(["stored"], stats.events_stored)
        events.add_metric(["duplicate"], stats.events_duplicate)
        yield events


class _IngestCollector(Collector):
    """Collector of the counters of ingestion."""

    def __init__(self, stats: IngestStats) -> None:
        self._stats = stats

    def collect(self) -> Iterator[Metric]:
        stored = CounterMetricFamily(
            "evsrv_events_stored_by_age",
            "Events stored, by their createdAt at that time.",
            labels=("age",),
        )
        for age in EventAge:
            stored.add_metric([age.value], self._stats.stored_by_age[age])
        yield stored
        yield CounterMetricFamily(
            "evsrv_events_differing",
            "Duplicates whose content differs from the stored event.",
            self._stats.differing,
        )
        refused = CounterMetricFamily(
            "evsrv_events_over_limit",
            "Events refused, by the setting whose limit they exceed.",
            labels=("limit",),
        )
        for setting in attrs.fields(EventLimits):
            refused.add_metric([setting.name], self._stats.refused_by_limit[setting.name])
        yield refused
        conversations = CounterMetricFamily(
            "evsrv_conversations_over_limit",
            "Conversations refused, by the setting whose limit they exceed.",
            labels=("limit",),
        )
        for setting in attrs.fields(ConversationLimits):
            count = self._stats.conversations_refused_by_limit[setting.name]
            conversations.add_metric([setting.name], count)
        yield conversations


class _StoredEventsCollector(Collector):
    """Collector of the counters of stored events on their way to plugins."""

    def __init__(self, stored: StoredEvents) -> None:
        self._stored = stored

    def collect(self) -> Iterator[Metric]:
        events = CounterMetricFamily(
            "evsrv_stored_hook_events",
            "Stored events that plugins were called with, by result.",
            labels=("plugin", "result"),
        )
        for hook in self._stored.hooks:
            for result in RESULTS:
                events.add_metric([hook.plugin, result], self._stored.events[hook.plugin, result])
        yield events
        yield CounterMetricFamily(
            "evsrv_stored_hook_dropped", "Stored events that no plugin got.", self._stored.dropped
        )
        yield GaugeMetricFamily(
            "evsrv_stored_hook_waiting", "Stored events that wait for plugins.", len(self._stored)
        )
