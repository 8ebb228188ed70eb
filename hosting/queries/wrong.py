"""What is wrong now, and what to do about it, for somebody who knows Docker and not Django."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from hosting.models import TOO_OLD, Look, Run
from hosting.preflight import BAD, State
from hosting.queries import machine
from hosting.queries.page import Facts
from hosting.rules import is_lived_in
from writing import dates

NO_PULSE = timedelta(minutes=20)  # the task comes every five
LATE = timedelta(minutes=10)  # a reaction takes seconds, and the sweep comes every half minute
MAIL_LATE = timedelta(minutes=30)
NOT_REHEARSED = timedelta(days=14)  # the service does it each week
# What preflight asks and this page knows better, or says at its own place.
SAID_HERE = {Look.PULSE, Look.CERTIFICATE, "backup", "broker", "disk"}

OF_AN_UPGRADE = {"memory"}  # what an upgrade needs beside everything that runs


@dataclass(frozen=True)
class Trouble:
    """`words` that are not ours, or are the command line's, are in English. `href`: where it can be looked at."""

    what: str
    do: str
    is_wrong: bool = True
    href: str = ""
    is_english: bool = False


def wrong(facts: Facts) -> list[Trouble]:
    """What is wrong first, then what deserves a look."""
    found = [trouble for look in LOOKS for trouble in look(facts)]
    return sorted(found, key=lambda trouble: not trouble.is_wrong)


def _pulse(facts: Facts) -> Iterator[Trouble]:
    since = facts.looks[Look.PULSE].at if Look.PULSE in facts.looks else None
    if since is None or facts.now - since > NO_PULSE:
        since = max((at for at in (since, machine.begun_at()) if at is not None), default=None)
    if since is not None and facts.now - since > NO_PULSE:
        yield Trouble(
            _("Nothing has been done in the background since %(when)s: no mails, no suggestions, no clean-up.")
            % {"when": dates.moment(since)},
            _by_hand(
                _(
                    "“docker compose ps” shows which services run, “docker compose logs” with the name of one says why it "
                    "does not, and “docker compose up -d” starts it."
                )
            ),
        )


def _valkey(facts: Facts) -> Iterator[Trouble]:
    if not facts.broker.is_there:
        yield Trouble(
            _("Valkey does not answer. Pages are slower, and what happens after a click is late. Nothing is lost."),
            _by_hand(_("“docker compose up -d valkey”; if it ends again, “docker compose logs valkey” says why.")),
        )
    elif not facts.cache_answers:
        yield Trouble(
            _("The cache takes nothing. Pages are slower."),
            _("Look whether Valkey’s disk or memory is full: “docker compose logs valkey”."),
        )


def _late(facts: Facts) -> Iterator[Trouble]:
    if facts.deliveries.lag > LATE:
        yield Trouble(
            _("What follows from a click waits for %(time)s.") % {"time": spell(facts.deliveries.lag)},
            _(
                "When the line below grows shorter, wait. When it does not: “docker compose up -d --scale worker=2”, and "
                "“docker compose logs worker” for what takes so long."
            ),
        )
    if facts.mails.lag > MAIL_LATE:
        yield Trouble(
            _("Mails wait for %(time)s.") % {"time": spell(facts.mails.lag)},
            _("Read below what the mail server said. If it said nothing, look whether the worker runs."),
        )


def _dead(facts: Facts) -> Iterator[Trouble]:
    count = facts.dead_count
    if count:
        yield Trouble(
            ngettext(
                "%(count)d thing that should have happened was given up after eight tries.",
                "%(count)d things that should have happened were given up after eight tries.",
                count,
            )
            % {"count": count},
            _("After a newer version that mends the reason, have them tried again. Nothing else waits for them."),
            href=reverse("hosting:deliveries"),
        )


def _disk(facts: Facts) -> Iterator[Trouble]:
    if facts.disk is not None and facts.is_disk_low:
        files = facts.disk.free_files
        if facts.disk.is_low(megabytes=settings.LOW_SPACE_MEGABYTES, files=0):
            what = _("The disk is nearly full: %(free)d MB are left.") % {"free": facts.disk.free_bytes // 10**6}
        else:
            what = ngettext(
                "The disk takes only %(count)d more file, however small.",
                "The disk takes only %(count)d more files, however small.",
                files,
            ) % {"count": files}
        yield Trouble(
            what,
            _(
                "Delete what is not needed (“docker system prune” removes old images), keep fewer backups (BACKUP_KEEP), "
                "or take a larger disk. When it is full nobody can write."
            ),
        )


def _copies(facts: Facts) -> Iterator[Trouble]:
    copies, back_it_up = facts.copies, _("“%(command)s” makes one now.") % {"command": _command("backup")}
    if copies.backup is not None and copies.backup.ok is False:
        yield Trouble(_("The last backup did not succeed: %(words)s") % {"words": copies.backup.words}, back_it_up)
    elif copies.good_backup is None:
        if is_lived_in():
            by_itself = _("“docker compose --profile backup up -d” makes one each day.")
            yield Trouble(_("There is no backup."), back_it_up if settings.EMBEDDED else f"{by_itself} {back_it_up}")
    elif is_backup_old(facts):
        when = dates.day(copies.good_backup.started_at)
        service = _("Look whether the service runs: “docker compose --profile backup ps”.")
        yield Trouble(
            _("The last backup is of %(when)s.") % {"when": when},
            back_it_up if settings.EMBEDDED else f"{service} {back_it_up}",
        )
    yield from _rehearsals(facts, copies.rehearsal, copies.good_rehearsal)


def is_backup_old(facts: Facts) -> bool:
    """Two were missed. Where there never was one, that is said and nobody is called."""
    good = facts.copies.good_backup
    return good is not None and facts.now - good.started_at > 2 * TOO_OLD


def _rehearsals(facts: Facts, last: Run | None, good: Run | None) -> Iterator[Trouble]:
    if facts.copies.good_backup is None:
        return
    do = _("“%(command)s” tries the newest one and touches nothing.") % {"command": _command("rehearse")}
    if last is not None and last.ok is False:
        yield Trouble(_("A backup could not be put back when it was tried: %(words)s") % {"words": last.words}, do)
    elif good is None or facts.now - good.started_at > NOT_REHEARSED:
        what = _("No backup was tried in the last two weeks: nobody knows whether it can be put back.")
        yield Trouble(what, do, is_wrong=False)


def _certificate(facts: Facts) -> Iterator[Trouble]:
    look = facts.looks.get(Look.CERTIFICATE)
    if look is None or look.state == State.OK:
        return
    logs = _(
        "“docker compose logs proxy” says why it was not renewed. Ports 80 and 443 must be reachable from outside."
    )
    if look.fact.get("unreached"):
        yield Trouble(
            _("The public address could not be reached from here, so its certificate was not looked at."),
            _("Open it from another network. If that works, this machine only cannot see itself, and all is well."),
            is_wrong=False,
        )
    elif look.fact.get("wrong"):
        yield Trouble(_("Browsers do not believe the certificate: %(words)s.") % {"words": look.fact["wrong"]}, logs)
    elif facts.expires is not None:
        when = dates.day(facts.expires)
        yield Trouble(_("The certificate of the public address ends on %(when)s.") % {"when": when}, logs)


def _ways_in(facts: Facts) -> Iterator[Trouble]:
    for provider in facts.lost_secrets:
        yield Trouble(
            _("%(provider)s signs nobody in: its client secret cannot be read, since SECRET_KEY is another one now.")
            % {"provider": provider.name},
            _("Type the secret again on its page, or put the key of before into SECRET_KEY_FALLBACKS."),
            href=reverse("oidc:provider", args=[provider.pk]),
        )


def _preflight(facts: Facts) -> Iterator[Trouble]:
    for look in facts.looks.values():
        if look.about not in SAID_HERE and look.state != State.OK:
            is_wrong = look.state in BAD and look.about not in OF_AN_UPGRADE
            yield Trouble(f"{look.about}: {look.said}", look.do, is_wrong=is_wrong, is_english=True)


def _command(name: str) -> str:
    return f"bin/manage {name}" if settings.EMBEDDED else f"docker compose run --rm backup python manage.py {name}"


def _by_hand(with_docker: str) -> str:
    """bin/run looks after its own processes."""
    return _("Stop bin/run and start it again; var/logs says why it ended.") if settings.EMBEDDED else with_docker


LOOKS: tuple[Callable[[Facts], Iterator[Trouble]], ...] = (
    _pulse,
    _disk,
    _valkey,
    _late,
    _dead,
    _copies,
    _certificate,
    _ways_in,
    _preflight,
)


def spell(time: timedelta) -> str:
    """ "3 hours": the largest unit of which there are two, or one minute."""
    seconds = int(time.total_seconds())
    if seconds >= 2 * 86400:
        return ngettext("%(n)d day", "%(n)d days", seconds // 86400) % {"n": seconds // 86400}
    if seconds >= 2 * 3600:
        return ngettext("%(n)d hour", "%(n)d hours", seconds // 3600) % {"n": seconds // 3600}
    if seconds >= 120:
        return ngettext("%(n)d minute", "%(n)d minutes", seconds // 60) % {"n": seconds // 60}
    return ngettext("%(n)d second", "%(n)d seconds", seconds) % {"n": seconds}
