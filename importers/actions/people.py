"""Users.xml: people without credentials. Where the file is missing, authors are made from their numbers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime

from importers.actions.job import Job
from importers.stackexchange.mapping import ROBOT, credit, date, handle_for, number, within
from importers.stackexchange.source import Row
from members.actions.bulk import create_imported, tombstone
from members.models import Member
from writing.html import clean_html

KIND = "member"
LONGEST_NAME = Member._meta.get_field("display_name").max_length or 60


def import_people(job: Job) -> None:
    for batch in job.batches("Users.xml", "people"):
        job.each("person", batch, lambda rows: _take(job, rows))


def _take(job: Job, batch: list[Row]) -> None:
    read = job.parsed("person", batch, _read)
    known = job.known(KIND, [foreign for _row, (foreign, _at) in read])
    job.summary.count("people", known=len(known))
    new = {foreign: _person(job, row, foreign, at) for row, (foreign, at) in read if foreign not in known}
    _add(job, new)
    robots = sum(person.kind == Member.Kind.ROBOT for person in new.values())
    job.summary.count("people", made=len(new) - robots)
    job.summary.count("robots", made=robots)


def _read(row: Row) -> tuple[int, datetime]:
    within(row, "DisplayName", LONGEST_NAME)
    return number(row, "Id"), date(row)


def _person(job: Job, row: Row, foreign: int, at: datetime) -> Member:
    about = clean_html(row.get("AboutMe", ""))
    return Member(
        kind=Member.Kind.ROBOT if foreign == ROBOT else Member.Kind.IMPORTED,
        display_name=row.get("DisplayName", "").strip()[:LONGEST_NAME] or f"user{foreign}",
        handle=handle_for(row.get("DisplayName", ""), foreign),
        bio=about.text[:4000],
        bio_html=about.html,
        location=row.get("Location", "")[:80],
        joined_at=at,
        hue=foreign % 36,
        imported_from=job.site.host,
        imported_profile_url=f"{job.site.url}/users/{foreign}",
    )


def _add(job: Job, people: Mapping[int, Member]) -> dict[int, int]:
    _free_handles(job, people.values())
    made = create_imported(people=list(people.values()))
    pairs = list(zip(people, (person.pk for person in made), strict=True))
    job.remember(KIND, pairs)
    return dict(pairs)


def _free_handles(job: Job, people: Iterable[Member]) -> None:
    """Another community's import may have taken a handle: then the host's first word is added."""
    people = list(people)
    taken = set(Member.objects.filter(handle__in=[person.handle for person in people]).values_list("handle", flat=True))
    for person in people:
        if person.handle in taken:
            person.handle = f"{person.handle[:18]}-{job.site.host.split('.')[0][:11]}"


@dataclass(frozen=True)
class Named:
    """An author as a row names them: a number, a name, both or neither; `at` and `edited` are the row's dates."""

    user: int | None
    name: str
    at: datetime
    edited: datetime | None = None


def authors(job: Job, named: Iterable[Named]) -> dict[int | None, Member]:
    """User number → member, for everybody named; people whom Users.xml lacks are made. None → who stands for the gone."""
    by_user = {one.user: one for one in named if one.user is not None}
    known = job.known(KIND, by_user)
    missing = {
        user: _person(job, {"DisplayName": one.name}, user, one.at)
        for user, one in by_user.items()
        if user not in known
    }
    if missing:
        job.summary.count("people", made=len(missing))
        known |= _add(job, missing)
    rows = Member.objects.in_bulk(list(known.values()))
    return {None: tombstone()} | {user: rows[pk] for user, pk in known.items()}


def credit_for(job: Job, row: Row, one: Named, member: Member, path: str) -> dict[str, str]:
    """The credit that the licence asks for, as it is stored beside the text."""
    name = one.name or (member.display_name if one.user is not None else "")
    return asdict(credit(row, job.site, path=path, author=name, user=one.user, at=one.at))
