"""Everything that the page of operations shows, asked once; also by the metrics."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property

from django.conf import settings
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from community.space import Space
from hosting import broker
from hosting.models import Look
from hosting.queries import machine, queues
from notices.models import ServerWord
from oidc.models import Provider
from oidc.queries import with_lost_secrets

SERVER_WORDS = 10  # lines
SERVER_WORDS_OF = timedelta(days=7)


@dataclass(frozen=True)
class Facts:
    now: datetime

    @cached_property
    def looks(self) -> dict[str, Look]:
        return {row.about: row for row in Look.objects.order_by("about")}

    @cached_property
    def deliveries(self) -> queues.Waiting:
        return queues.deliveries()

    @cached_property
    def mails(self) -> queues.Waiting:
        return queues.mails()

    @cached_property
    def dead(self) -> list[queues.Dead]:
        return queues.dead()

    @cached_property
    def broker(self) -> broker.Broker:
        return broker.ask()

    @cached_property
    def cache_answers(self) -> bool:
        return machine.cache_answers()

    @cached_property
    def disk(self) -> Space | None:
        return machine.disk()

    @property
    def is_disk_low(self) -> bool:
        """As /readyz says it."""
        low = {"megabytes": settings.LOW_SPACE_MEGABYTES, "files": settings.LOW_SPACE_FILES}
        return self.disk is not None and self.disk.is_low(**low)

    @cached_property
    def database_bytes(self) -> int:
        return machine.database_bytes()

    @cached_property
    def copies(self) -> machine.Copies:
        return machine.copies()

    @cached_property
    def versions(self) -> machine.Versions:
        return machine.versions()

    @cached_property
    def server_words(self) -> list[ServerWord]:
        lately = ServerWord.objects.filter(day__gte=(self.now - SERVER_WORDS_OF).date())
        return list(lately.order_by("-day", "-last_at", "-pk")[:SERVER_WORDS])

    @cached_property
    def lost_secrets(self) -> list[Provider]:
        """Of providers that sign nobody in for that."""
        return with_lost_secrets()

    @property
    def dead_count(self) -> int:
        return sum(row.count for row in self.dead)

    @property
    def expires(self) -> datetime | None:
        """Until when the certificate of the public address is."""
        look = self.looks.get(Look.CERTIFICATE)
        return parse_datetime(look.fact.get("expires", "")) if look else None


def facts() -> Facts:
    return Facts(timezone.now())
