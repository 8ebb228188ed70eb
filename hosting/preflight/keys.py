"""The keys: there, of the right kind, and readable to us alone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError
from django.utils import timezone

from hosting.models import TOO_OLD, Run
from hosting.preflight.answers import Answer, State, ok
from hosting.rules import is_lived_in
from masks import sealed
from masks.models import Mask

SHORTEST = 43  # characters of SECRET_KEY: 256 bits by lot, as bin/run draws them
DISTINCT = 5
OTHERS = 0o077


def look() -> Iterator[Answer]:
    yield secret_key()
    yield mask_key()
    yield from modes("MASK_KEY_FILE", sealed.place_of_key())
    yield from modes("PUSH_KEY_FILE", Path(settings.PUSH_KEY_FILE))
    yield backup()


def secret_key() -> Answer:
    try:
        key = settings.SECRET_KEY
    except ImproperlyConfigured:  # there is none
        key = ""
    if len(key) < SHORTEST or len(set(key)) < DISTINCT or key.startswith("django-insecure"):
        return Answer(
            "SECRET_KEY", State.WRONG, "It can be guessed.", "bin/setup-env writes one; 50 random characters or more."
        )
    return ok("SECRET_KEY", "Long enough.")


def mask_key() -> Answer:
    if not sealed.has_key():
        return _missing()
    try:
        fits = sealed.key_fits()
    except sealed.MaskKeyError as error:
        return Answer("mask key", State.STOP, str(error))
    except DatabaseError:  # nothing was ever migrated: no mask either
        fits = True
    if fits:
        return ok("mask key", "It is there, and the one of these masks.")
    return Answer(
        "mask key", State.STOP, "It is not the one of these masks.", f"Put its copy back: {sealed.place_of_key()}."
    )


def _missing() -> Answer:
    try:
        is_lost = Mask.objects.exists()
    except DatabaseError:
        is_lost = False
    if is_lost:
        return Answer(
            "mask key",
            State.STOP,
            "It is missing, and only it opens the masks.",
            f"Put its copy at {sealed.place_of_key()}.",
        )
    return Answer("mask key", State.LOOK, "There is none yet.", "The next start makes it.")


def modes(variable: str, path: Path) -> Iterator[Answer]:
    if not path.is_file():
        return
    mode = path.stat().st_mode & 0o777
    if mode & OTHERS:
        yield Answer(variable, State.WRONG, f"Others may read {path} ({mode:o}).", f"chmod 600 {path}")
    else:
        yield ok(variable, "Only its owner reads it.")


def backup() -> Answer:
    try:
        good = Run.objects.good().latest_of(Run.Kind.BACKUP)
    except DatabaseError:  # of before there were backups, or new
        good = None
    if good and timezone.now() - good.started_at <= TOO_OLD:
        return ok("backup", f"The last one is of {good.started_at:%d %B %Y, %H:%M} UTC.")
    if good is None and not is_lived_in():
        return ok("backup", "There is nothing to lose yet.")
    when = f"The last one is of {good.started_at:%d %B %Y}." if good else "There is none."
    return Answer("backup", State.LOOK, when, "Make one before an upgrade.")
