"""Thirty days as drawings: where each bar stands is counted here, so that a page needs no script for them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from hosting.models import Figure, Run
from hosting.queries.wrong import spell
from writing import dates

DAYS = 30
# The drawing, in its own units: a viewBox of 520 by 190.
LEFT, RIGHT, TOP, FLOOR = 52, 515, 18, 150
STEP = (RIGHT - LEFT) / DAYS
THICK = STEP * 0.72
LEAST_HEIGHT = 2.0  # what is not nothing is seen

Series = Figure.Series
Numbers = dict[date, int]


@dataclass(frozen=True)
class Bar:
    x: float
    y: float
    height: float
    css: str  # "a": what to look at; "b": the rest


@dataclass(frozen=True)
class Chart:
    """A question, what was found, the drawing, and the same as a table."""

    key: str
    title: str
    finding: str
    label: str  # the drawing in words
    bars: list[Bar]
    top: str  # what the upper line means
    first: str
    last: str
    head: tuple[str, ...]
    rows: Sequence[tuple[str, ...]]

    @property
    def thick(self) -> float:
        return round(THICK, 2)


def charts(now: datetime) -> list[Chart]:
    today = now.astimezone(UTC).date()
    days = [today - timedelta(days=back) for back in range(DAYS - 1, -1, -1)]
    figures = _figures(days[0])
    return [
        _mail(days, figures[Series.MAILED], figures[Series.UNMAILED]),
        _waited(days, figures[Series.WAITED]),
        _free(days, figures[Series.FREE]),
        _backups(days, _backup_sizes(days[0])),
    ]


def _figures(since: date) -> dict[str, Numbers]:
    found: dict[str, Numbers] = {series: {} for series in Series}
    for day, series, value in Figure.objects.filter(day__gte=since).values_list("day", "series", "value"):
        found.setdefault(series, {})[day] = value
    return found


def _backup_sizes(since: date) -> Numbers:
    begins = datetime(since.year, since.month, since.day, tzinfo=UTC)
    good = Run.objects.good().filter(kind=Run.Kind.BACKUP, started_at__gte=begins).order_by("started_at")
    return {at.astimezone(UTC).date(): size or 0 for at, size in good.values_list("started_at", "size")}


def _mail(days: list[date], sent: Numbers, failed: Numbers) -> Chart:
    went, not_went = sum(sent.values()), sum(failed.values())
    if not went and not not_went:
        finding = _("No mail was sent in these days.")
    elif not not_went:
        finding = ngettext("The one mail left.", "All %(count)d mails left.", went) % {"count": went}
    else:
        finding = ngettext(
            "%(count)d mail of %(all)d could not be delivered.",
            "%(count)d mails of %(all)d could not be delivered.",
            not_went,
        ) % {"count": not_went, "all": went + not_went}
    rows = [
        (dates.day_of_year(day), str(sent.get(day, 0)), str(failed.get(day, 0))) for day in _known(days, sent, failed)
    ]
    return _chart(
        "mail",
        _("Does our mail get out?"),
        finding,
        _("Mails of each day, those that could not be delivered on top"),
        days,
        [("b", sent), ("a", failed)],
        str,
        (_("Day"), _("Delivered"), _("Could not be delivered")),
        rows,
    )


def _waited(days: list[date], waited: Numbers) -> Chart:
    if longest := max(waited.values(), default=0):
        when = next(day for day in reversed(days) if waited.get(day) == longest)
        words = {"time": _time(longest), "when": dates.day_of_year(when)}
        finding = _("The longest wait was %(time)s, on %(when)s.") % words
    else:
        finding = _("Nothing had to wait.")
    return _chart(
        "waited",
        _("How long does something wait until it is done?"),
        finding,
        _("The longest wait of each day"),
        days,
        [("a", waited)],
        _time,
        (_("Day"), _("Longest wait")),
        [(dates.day_of_year(day), _time(waited[day])) for day in _known(days, waited)],
    )


def _free(days: list[date], free: Numbers) -> Chart:
    known = _known(days, free)
    if not known:
        finding = _("Nothing is known yet.")
    elif (less := free[known[0]] - free[known[-1]]) > 0:
        finding = _("%(free)s are free, %(less)s less than on %(when)s.") % {
            "free": filesizeformat(free[known[-1]]),
            "less": filesizeformat(less),
            "when": dates.day_of_year(known[0]),
        }
    else:
        finding = _("%(free)s are free, and it is not getting less.") % {"free": filesizeformat(free[known[-1]])}
    return _chart(
        "free",
        _("How much room is left on the disk?"),
        finding,
        _("What was free on each day, at its least"),
        days,
        [("b", free)],
        filesizeformat,
        (_("Day"), _("Free")),
        [(dates.day_of_year(day), filesizeformat(free[day])) for day in known],
    )


def _backups(days: list[date], sizes: Numbers) -> Chart:
    known = _known(days, sizes)
    finding = ngettext(
        "There is a backup of %(count)d day of thirty.", "There are backups of %(count)d days of thirty.", len(known)
    ) % {"count": len(known)}
    return _chart(
        "backups",
        _("Is there a backup of each day?"),
        finding,
        _("How large the backup of each day is; a gap is a day without one"),
        days,
        [("b", sizes)],
        filesizeformat,
        (_("Day"), _("Size of the backup")),
        [(dates.day_of_year(day), filesizeformat(sizes[day])) for day in known],
    )


def _chart(
    key: str,
    title: str,
    finding: str,
    label: str,
    days: list[date],
    stacked: list[tuple[str, Numbers]],
    spelled: Callable[[int], str],
    head: tuple[str, ...],
    rows: Sequence[tuple[str, ...]],
) -> Chart:
    most = max((sum(numbers.get(day, 0) for _css, numbers in stacked) for day in days), default=0)
    bars = list(_bars(days, stacked, most)) if most else []
    first, last = dates.day_of_year(days[0]), dates.day_of_year(days[-1])
    return Chart(key, title, finding, f"{label}. {finding}", bars, spelled(most), first, last, head, rows)


def _bars(days: list[date], stacked: list[tuple[str, Numbers]], most: int) -> Iterable[Bar]:
    scale = (FLOOR - TOP) / most
    for place, day in enumerate(days):
        floor = float(FLOOR)
        for css, numbers in stacked:
            if value := numbers.get(day, 0):
                height = max(LEAST_HEIGHT, value * scale)
                floor -= height
                yield Bar(round(LEFT + place * STEP, 2), round(floor, 2), round(height, 2), css)


def _known(days: list[date], *all_numbers: Numbers) -> list[date]:
    return [day for day in days if any(day in numbers for numbers in all_numbers)]


def _time(seconds: int) -> str:
    return spell(timedelta(seconds=seconds))
