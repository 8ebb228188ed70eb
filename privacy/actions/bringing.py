"""A member brings the copy along that they took in another community: their words, goals, and what they say of themselves.

Nothing is posted. Words lie on a shelf that they alone see, until they begin something with them here.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from time import monotonic

from django.db import transaction
from django.db.models import Count, F, Sum
from django.db.models.functions import Coalesce, Length
from django.utils import timezone
from django.utils.translation import gettext as _

from activity import broker, locks
from forum.actions.drafts import keep_draft
from forum.queries.drafts import draft
from masks import sealed
from members.actions import goals
from members.actions.pages import describe
from members.models import Journey, Member
from members.rules import NotAllowed, may_write
from privacy.actions.exports import TooSoon
from privacy.limits import BRINGS_A_DAY, MOST_CHARACTERS, MOST_PICTURES, MOST_TEXTS
from privacy.models import Brought, BroughtPicture
from privacy.unpacking import TOO_LARGE, Copy, Record, Unreadable, number, opened, row, text, time, words
from uploads import workshop
from uploads.actions import taking
from uploads.models import Picture, Use
from uploads.rules import MOST_IN_ONE
from writing.pictures import names_in, renamed

TASK = "privacy.brought_pictures"
LEASE = timedelta(minutes=2)  # after which a worker is taken for dead
MOST_ATTEMPTS = 3
SECONDS = 20  # of work in one task, so that others have their turn
TITLE, SUBJECT, WORDS = 200, 40, 280  # characters at most, as in the columns they come from
Kind = Brought.Kind


@dataclass
class Came:
    """What of a copy is here now that was not here before. `pathless`: paths of goals for which there is none here."""

    texts: int = 0
    goals: int = 0
    about: bool = False
    pathless: list[str] = field(default_factory=list)


@transaction.atomic
def bring(*, member: Member, content: bytes, largest: int) -> Came:
    """All of it or, with a sentence, nothing; the same copy twice is one. `largest`: bytes of a picture. Raises NotAllowed."""
    may_write(member)
    copy = opened(content)
    texts = list(_texts(copy))
    locks.take_turn("privacy.bring", member.pk)
    if not sealed.count_limit("bring", member, "day", timedelta(days=1), BRINGS_A_DAY):
        raise TooSoon(_("You have brought several copies along today. The next one can come tomorrow."))
    came = Came(texts=_keep(member, copy.site, texts))
    if _wait_for_pictures(member, copy, largest):
        transaction.on_commit(lambda: _send(member.pk), robust=True)
    _bring_goals(member, copy, came)
    came.about = _describe(member, copy)
    return came


# --- words -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Text:
    kind: str
    source: str
    body: str
    at: Record
    when: str  # the column of `at` that says when
    title: str = ""
    tags: list[str] = field(default_factory=list)
    site: str = ""  # where it was before it was brought to where this copy is from


def _texts(copy: Copy) -> Iterator[Text]:
    topics = {number(one): one for one in copy.of("forum.Topic")}
    readers: tuple[tuple[str, Callable[[Copy, Record], Text]], ...] = (
        ("forum.Post", partial(_post, topics)),
        ("forum.Comment", _reply),
        ("mentorship.Letter", _letter),
        ("blog.Article", _article),
        ("forum.Draft", _draft),
        ("forum.Scheduled", _draft_that_waits),
        ("privacy.Brought", _brought),
    )
    for name, read in readers:
        for record in copy.of(name):
            # What they took back there, and letters of the other one, are not theirs to bring.
            if record.get("status") != "deleted" and ("author" not in record or record["author"] == copy.handle):
                found = read(copy, record)
                if found.body.strip():
                    yield found


def _post(topics: Mapping[int, Record], copy: Copy, one: Record) -> Text:
    topic = row(one, "topic")
    begun = topics.get(number(topic)) if topic else None
    is_opening = one.get("position") == 0
    return Text(
        Kind.TOPIC if is_opening else Kind.ANSWER,
        f"forum.Post:{number(one)}",
        text(one, "body"),
        one,
        "created_at",
        title=text(begun, "title", TITLE) if begun else text(topic, "name", TITLE),
        tags=words(begun, "tags", count=20, most=SUBJECT) if begun and is_opening else [],
    )


def _reply(copy: Copy, one: Record) -> Text:
    return Text(Kind.REPLY, f"forum.Comment:{number(one)}", text(one, "body"), one, "created_at")


def _letter(copy: Copy, one: Record) -> Text:
    return Text(Kind.LETTER, f"mentorship.Letter:{number(one)}", text(one, "body"), one, "at")


def _article(copy: Copy, one: Record) -> Text:
    source = f"blog.Article:{number(one)}"
    return Text(Kind.ARTICLE, source, text(one, "body"), one, "created_at", title=text(one, "title", TITLE))


def _draft(copy: Copy, one: Record) -> Text:
    source = f"forum.Draft:{number(one)}"
    return Text(Kind.DRAFT, source, text(one, "body"), one, "updated_at", title=text(one, "title", TITLE))


def _draft_that_waits(copy: Copy, one: Record) -> Text:
    source = f"forum.Scheduled:{number(one)}"
    return Text(Kind.DRAFT, source, text(one, "body"), one, "updated_at", title=text(one, "title", TITLE))


def _brought(copy: Copy, one: Record) -> Text:
    kind = text(one, "kind", 10)
    return Text(
        kind if kind in Kind else Kind.DRAFT,
        text(one, "source", 80),
        text(one, "body"),
        one,
        "written_at",
        title=text(one, "title", TITLE),
        tags=words(one, "tags", count=20, most=SUBJECT),
        site=text(one, "site", 200),
    )


def _keep(member: Member, site: str, texts: Sequence[Text]) -> int:
    """Says how many were not here yet."""
    own = Brought.objects.filter(member=member)
    there = own.aggregate(count=Count("pk"), characters=Coalesce(Sum(Length("body")), 0))
    if there["count"] + len(texts) > MOST_TEXTS:
        raise Unreadable(TOO_LARGE)
    if there["characters"] + sum(len(one.body) for one in texts) > MOST_CHARACTERS:
        raise Unreadable(TOO_LARGE)
    Brought.objects.bulk_create(
        (
            Brought(
                member=member,
                kind=one.kind,
                title=one.title,
                body=one.body,
                tags=one.tags,
                site=one.site or site,
                source=one.source,
                written_at=time(one.at, one.when) or timezone.now(),
            )
            for one in texts
        ),
        ignore_conflicts=True,
        batch_size=500,
    )
    return own.count() - there["count"]


# --- what they say of themselves ---------------------------------------------------------------------------------


def _describe(member: Member, copy: Copy) -> bool:
    """What they have said here stays: only what is empty is filled."""
    now = Member.objects.get(pk=member.pk)
    for one in copy.of("members.Member")[:1]:
        there = {
            "introduction": text(one, "introduction", 280),
            "bio": text(one, "bio", 4000),
            "location": text(one, "location", 80),
            "can_help_with": words(one, "can_help_with", count=20, most=SUBJECT),
            "rather_not": words(one, "rather_not", count=20, most=SUBJECT),
        }
        new = {name: said for name, said in there.items() if said and not getattr(now, name)}
        if new:
            kept = {name: getattr(now, name) for name in there} | new
            describe(member=now, name=now.display_name, time_zone=now.time_zone, **kept)
            return True
    return False


def _bring_goals(member: Member, copy: Copy, came: Came) -> None:
    paths = {path.title.casefold(): path for path in Journey.objects.all()}
    steps: defaultdict[int, list[Record]] = defaultdict(list)
    for one in copy.of("members.Milestone"):
        steps[number(row(one, "goal"))].append(one)
    for one in sorted(copy.of("members.Goal"), key=lambda each: number(each)):
        title = text(row(one, "journey"), "name", 80)
        path = paths.get(title.casefold())
        if path is None:
            came.pathless += [title] if title and title not in came.pathless else []
            continue
        brought = goals.bring(
            member=member,
            journey=path,
            words=text(one, "words", WORDS),
            set_at=time(one, "set_at") or timezone.now(),
            reached_at=time(one, "reached_at"),
            closed_at=time(one, "closed_at"),
            steps=_steps(steps[number(one)]),
        )
        came.goals += brought is not None


def _steps(found: list[Record]) -> list[goals.Step]:
    return [
        goals.Step(text(one, "title", 80), text(one, "note", WORDS), time(one, "reached_at"))
        for one in sorted(found, key=lambda each: (number(each, "position"), number(each)))
    ]


# --- pictures: made anew like every picture, by a worker -----------------------------------------------------------


def _wait_for_pictures(member: Member, copy: Copy, largest: int) -> int:
    """Of the texts that still name theirs as the copy does."""
    shown = Brought.objects.filter(member=member, body__contains="](/pictures/").values_list("body", flat=True)
    names = list(dict.fromkeys(name for body in shown.iterator() for name in names_in(body)[:MOST_IN_ONE]))
    waiting = [
        BroughtPicture(member=member, name=name, content=content)
        for name, content in copy.pictures(names[:MOST_PICTURES], largest)
    ]
    BroughtPicture.objects.bulk_create(waiting, ignore_conflicts=True, batch_size=10)
    return len(waiting)


def _send(member_id: int) -> None:
    broker.hand_over(TASK, [[member_id]])


def sweep() -> None:
    """Every minute: what a dead worker left is gone on with."""
    late = BroughtPicture.objects.filter(look_again_at__lt=timezone.now() - LEASE)
    for member_id in late.order_by("member_id").values_list("member_id", flat=True).distinct():
        _send(member_id)


def develop(*, member_id: int, seconds: float = SECONDS) -> None:
    """One picture after the other, for so long; then another task goes on. May run twice."""
    until = monotonic() + seconds
    while one := _next(member_id):
        _make(one)
        if monotonic() > until:
            _send(member_id)
            return


@transaction.atomic
def _next(member_id: int) -> BroughtPicture | None:
    """Nobody else makes it meanwhile. One that was begun too often goes: it may be what ends the workers."""
    now = timezone.now()
    due = BroughtPicture.objects.filter(member_id=member_id, look_again_at__lte=now)
    locks.delete_free(due.filter(attempts__gte=MOST_ATTEMPTS))
    one = locks.lock_free(due).first()
    if one is not None:
        BroughtPicture.objects.filter(pk=one.pk).update(attempts=F("attempts") + 1, look_again_at=now + LEASE)
    return one


def _make(one: BroughtPicture) -> None:
    try:
        made = workshop.develop(bytes(one.content))
    except workshop.Busy:
        BroughtPicture.objects.filter(pk=one.pk).update(attempts=one.attempts, look_again_at=timezone.now() + LEASE / 8)
        return
    except NotAllowed:  # it is no picture: the words keep its description
        BroughtPicture.objects.filter(pk=one.pk).delete()
        return
    _show(one, taking.keep(made, owner=None))


@transaction.atomic
def _show(one: BroughtPicture, picture: Picture) -> None:
    """The words name it as it is called here. Nothing holds it, and it is swept, where they are gone by now."""
    texts = list(locks.lock(Brought.objects.filter(member=one.member_id, body__contains=one.name)))
    if not locks.delete(BroughtPicture.objects.filter(pk=one.pk)):
        return  # another worker was quicker
    for found in texts:
        found.body = renamed(found.body, {one.name: picture.pk})
        found.save(update_fields=["body"])
        Use.objects.get_or_create(kind=Use.Kind.BROUGHT, holder_id=found.pk, picture=picture)


# --- what becomes of the words -------------------------------------------------------------------------------------


@transaction.atomic
def begin(*, member: Member, brought: Brought) -> None:
    """The words are the draft of something new; on the shelf they stay. Raises NotAllowed."""
    may_write(member)
    waits = draft(member, "ask")
    if waits is not None and (waits.title.strip() or waits.body.strip()):
        raise NotAllowed(
            _("Another draft of yours waits there. Post it or throw it away first, then begin with this one.")
        )
    title = brought.title if brought.kind in (Kind.TOPIC, Kind.ARTICLE, Kind.DRAFT) else ""
    keep_draft(actor=member, context="ask", title=title, body=brought.body, data={"tags": ", ".join(brought.tags)})


def drop(*, member: Member, id: int) -> None:
    """One text goes for good; what is not there any more is gone already."""
    locks.delete(Brought.objects.filter(member=member, pk=id))


@transaction.atomic
def drop_all(*, member: Member) -> None:
    locks.delete(Brought.objects.filter(member=member))
    locks.delete(BroughtPicture.objects.filter(member=member))
