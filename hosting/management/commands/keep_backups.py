"""Makes a backup each day at BACKUP_AT, lets old ones go by BACKUP_KEEP, and rehearses one each week, until it is stopped."""

from __future__ import annotations

import datetime
import time
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError, connection
from django.utils import timezone

from hosting.actions import keeping, retention
from hosting.management.keeping import kept
from hosting.refusal import Refused

LOOK_SECONDS = 60


class Command(BaseCommand):
    help = __doc__

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            at = keeping.clock(settings.BACKUP_AT)
            retention.read(settings.BACKUP_KEEP)
        except Refused as refused:
            raise CommandError(str(refused)) from None
        while True:
            self._look(at)
            time.sleep(LOOK_SECONDS)

    def _look(self, at: datetime.time) -> None:
        now = timezone.localtime()
        try:
            if keeping.is_due(now, at):
                keeping.keep(kept(), now)
        except DatabaseError:  # away: the next look is in a minute
            return
        finally:
            connection.close()
