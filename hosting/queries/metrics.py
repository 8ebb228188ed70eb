"""The same facts as numbers for Prometheus, asked anew at each scrape: so every web process says the same."""

from __future__ import annotations

from collections.abc import Iterator

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from hosting.models import Look
from hosting.preflight import BAD
from hosting.queries.page import Facts, facts


def exposition() -> bytes:
    """In Prometheus' text format."""
    registry = CollectorRegistry()
    registry.register(_Ours())
    return generate_latest(registry)


class _Ours(Collector):
    def collect(self) -> Iterator[GaugeMetricFamily]:
        found = facts()
        for part in (_about, _queues, _machine, _copies, _looks):
            yield from part(found)


def _one(name: str, words: str, value: float) -> GaugeMetricFamily:
    return GaugeMetricFamily(f"murmuration_{name}", words, value=value)


def _about(found: Facts) -> Iterator[GaugeMetricFamily]:
    versions = found.versions
    info = GaugeMetricFamily(
        "murmuration_info",
        "Versions; always 1.",
        labels=("version", "python", "django", "postgresql", "tzdata", "valkey"),
    )
    known = (versions.product, versions.python, versions.django, versions.postgres, versions.tz, found.broker.name)
    info.add_metric(list(known), 1)
    yield info


def _queues(found: Facts) -> Iterator[GaugeMetricFamily]:
    yield _one("deliveries_due", "Reactions that are due.", found.deliveries.count)
    yield _one("deliveries_lag_seconds", "How long the oldest is due.", found.deliveries.lag.total_seconds())
    yield _one("deliveries_dead", "Reactions that were given up.", found.dead_count)
    yield _one("mails_due", "Mails that may go now.", found.mails.count)
    yield _one("mails_lag_seconds", "How long the oldest may go.", found.mails.lag.total_seconds())
    waiting = GaugeMetricFamily("murmuration_tasks_waiting", "Tasks in Valkey, by queue.", labels=("queue",))
    for queue, count in found.broker.queues.items():
        waiting.add_metric([queue], count)
    yield waiting
    yield _one("tasks_in_hand", "Tasks that a worker has taken.", found.broker.in_hand)


def _machine(found: Facts) -> Iterator[GaugeMetricFamily]:
    yield _one("broker_up", "Whether Valkey answers.", found.broker.is_there)
    yield _one("cache_up", "Whether the cache keeps what it is told.", found.cache_answers)
    yield _one("database_bytes", "Size of the database.", found.database_bytes)
    if found.disk is not None:
        yield _one("disk_free_bytes", "Free where everything is kept.", found.disk.free_bytes)
        yield _one("disk_total_bytes", "Of so much.", found.disk.all_bytes)


def _copies(found: Facts) -> Iterator[GaugeMetricFamily]:
    copies = found.copies
    for name, run in (("backup", copies.good_backup), ("rehearsal", copies.good_rehearsal)):
        if run is not None:
            yield _one(
                f"{name}_good_timestamp_seconds", f"When the last good {name} began.", run.started_at.timestamp()
            )
    for name, run in (("backup", copies.backup), ("rehearsal", copies.rehearsal)):
        if run is not None and run.ok is not None:
            yield _one(f"{name}_ok", f"Whether the last {name} went well.", run.ok)


def _looks(found: Facts) -> Iterator[GaugeMetricFamily]:
    if (pulse := found.looks.get(Look.PULSE)) is not None:
        yield _one("background_timestamp_seconds", "When a task of the clock last ran.", pulse.at.timestamp())
    if found.expires is not None:
        yield _one("certificate_expires_timestamp_seconds", "Of the public address.", found.expires.timestamp())
    wrong = GaugeMetricFamily("murmuration_wrong", "1 where something is wrong, by what.", labels=("about",))
    for look in found.looks.values():
        wrong.add_metric([look.about], float(look.state in BAD))
    yield wrong
