"""`/healthz`: this process answers. `/readyz`: it can serve (database there, migrations applied).

Warnings (deliveries that gave up, a cache that is away, a disk that is nearly full) are told and do not make an
installation unready: taking it out of service would help nobody.
"""

import tempfile
from collections.abc import Callable
from functools import cache
from itertools import starmap
from pathlib import Path
from pkgutil import iter_modules

from django.apps import apps
from django.conf import settings
from django.core.cache import cache as kept
from django.db import DatabaseError, connection
from django.db.migrations.recorder import MigrationRecorder
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from community import space
from community.embedded.place import read_state
from forum.actions.recounting import DRIFT_KEY
from masks import sealed

PROBE_KEY = "readyz"
PROBE_SECONDS = 10


@never_cache
@require_safe
def alive(request: HttpRequest) -> HttpResponse:
    return HttpResponse("ok\n", content_type="text/plain")


@never_cache
@require_safe
def ready(request: HttpRequest) -> JsonResponse:
    checks = {"database": database(), "migrations": migrations(), "disk": disk()}
    found = (dead_deliveries(), mask_key(), drift(), cache_state(), database_log(), *low_disks())
    warnings = [warning for warning in found if warning]
    is_ready = all(answer == "ok" for answer in checks.values())
    body = {"ready": is_ready, "checks": checks, "warnings": warnings}
    return JsonResponse(body, status=200 if is_ready else 503)


def _or_unreachable(ask: Callable[[], str]) -> str:
    try:
        return ask()
    except DatabaseError:
        return "unreachable"


def database() -> str:
    """ "ok" when it can be read and, as far as it knows, written."""

    def ask() -> str:
        with connection.cursor() as cursor:
            cursor.execute("SELECT current_setting('transaction_read_only')")
            (read_only,) = cursor.fetchone()
        return "read only" if read_only == "on" else "ok"

    return _or_unreachable(ask)


def migrations() -> str:
    """ "ok", or how many migrations wait."""

    def ask() -> str:
        waiting = shipped() - MigrationRecorder(connection).applied_migrations().keys()
        return f"{len(waiting)} not applied" if waiting else "ok"

    return _or_unreachable(ask)


@cache
def shipped() -> frozenset[tuple[str, str]]:
    """App and name of every migration, from the folders alone: to read what they do takes seconds and megabytes."""
    folders = ((app.label, Path(app.path) / "migrations") for app in apps.get_app_configs())
    return frozenset((label, name) for label, folder in folders for _, name, _ in iter_modules([str(folder)]))


def dead_deliveries() -> str:
    """A sentence when reactions gave up after their last attempt, else nothing."""
    if not apps.is_installed("activity"):
        return ""

    def ask() -> str:
        delivery = apps.get_model("activity", "Delivery")
        count = delivery._default_manager.filter(dead_at__isnull=False).count()
        return f"deliveries that gave up and wait for a person: {count}" if count else ""

    try:
        return _or_unreachable(ask)
    except LookupError:
        return ""


def mask_key() -> str:
    """A sentence when the mask key is missing or not the one of these masks, else nothing."""

    def ask() -> str:
        return "" if sealed.key_fits() else "the mask key is not the one that the masks were sealed with"

    try:
        return _or_unreachable(ask)
    except sealed.MaskKeyError as error:
        return str(error)


def drift() -> str:
    """A sentence when last night's recount found counters that were wrong, else nothing."""
    count = kept.get(DRIFT_KEY)
    return f"topics whose counters had drifted and were put right last night: {count}" if count else ""


def cache_state() -> str:
    kept.set(PROBE_KEY, 1, PROBE_SECONDS)
    return "" if kept.get(PROBE_KEY) == 1 else "the cache is away; pages are slower until it is back"


def database_log() -> str:
    """A sentence when PostgreSQL writes down the words of statements that fail, else nothing."""

    def ask() -> str:
        with connection.cursor() as cursor:
            cursor.execute("SELECT current_setting('log_min_error_statement'), current_setting('log_error_verbosity')")
            threshold, verbosity = cursor.fetchone()
        if threshold in ("fatal", "panic") and verbosity == "terse":
            return ""
        return "PostgreSQL's log keeps the words of statements that fail; docs/operations.md says how to leave them out"

    return _or_unreachable(ask)


def disk() -> str:
    """ "ok" when something can still be written beside the database."""
    return "ok" if space.can_write(settings.VAR_DIR) else "nothing can be written in the data directory"


def low_disks() -> list[str]:
    """A sentence for each place with little room."""
    places = {"the data directory": Path(settings.VAR_DIR), "the folder of temporary files": temporary()}
    if settings.EMBEDDED and (servers := read_state(settings.VAR_DIR).get("servers")):
        places["the database's folder"] = Path(servers)
    return list(filter(None, starmap(low_disk, places.items())))


def temporary() -> Path | None:
    try:
        return Path(tempfile.gettempdir())
    except FileNotFoundError:  # it has tried to write in each that there may be
        return None


def low_disk(name: str, folder: Path | None) -> str:
    if folder is None:
        return f"{name} takes nothing"
    try:
        found = space.space_of(folder)
    except FileNotFoundError:
        return ""
    if not found.is_low(megabytes=settings.LOW_SPACE_MEGABYTES, files=settings.LOW_SPACE_FILES):
        return ""
    return f"{name} is nearly full: {found.free_bytes // 10**6} MB and {found.free_files} files are left"
