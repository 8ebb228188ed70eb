"""Words that appear at a time of their writer's choice, under their name.

What is due goes through the ordinary verbs, so that all that may keep somebody from posting counts at that moment. A row
is posted and removed in one transaction. Whoever writes to one locks it first of all (docs/decisions/locks.md).
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID

import structlog
from django.db import transaction
from django.db.models.functions import Greatest
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from activity import locks
from activity.record import record
from forum import rules, words
from forum.actions import drafts
from forum.actions.posts import answer
from forum.actions.topics import ask
from forum.models import Post, Scheduled, Space, Topic
from forum.queries.moved import now_in
from members.models import Goal, Member
from members.queries import languages
from members.rules import NotAllowed
from members.zones import zone
from uploads import actions as pictures

LEAST_AHEAD = timedelta(minutes=5)  # time enough to see it in the list and to take it back
MOST_AHEAD = timedelta(days=365)
MOST = 20  # of one member, with those that came back
# What could not be posted for so long, because nothing ran here, may be out of place: its writer is asked first.
TOO_LATE = timedelta(days=1)
AT_ONCE = 200  # of one sweep
A_ZONE = timedelta(days=1)  # no clock is further from UTC

log = structlog.get_logger(__name__)


class NoTime(NotAllowed):
    """It cannot wait, or not until then: a sentence about the time that was chosen."""


def moment(member: Member, day: date, hour: time) -> datetime:
    """When this is in the member's own zone. Of an hour that comes twice, the first one.

    Raises NoTime where the clocks leave that hour out, and for what is too soon or too far away.
    """
    here, now, typed = zone(member.time_zone), timezone.now(), datetime.combine(day, hour)
    if typed < now.replace(tzinfo=None) - A_ZONE:  # before anything is counted: what zones know ends somewhere
        raise NoTime(_("Choose a time that is at least five minutes from now."))
    if typed > now.replace(tzinfo=None) + MOST_AHEAD + A_ZONE:
        raise NoTime(_("That is more than a year away. Choose a day before that."))
    at = typed.replace(tzinfo=here).astimezone(UTC)
    if at.astimezone(here).replace(tzinfo=None) != typed:
        raise NoTime(_("The clocks go forward in that hour, so it does not come on that day. Choose another one."))
    if at < now + LEAST_AHEAD:
        raise NoTime(_("Choose a time that is at least five minutes from now."))
    if at > now + MOST_AHEAD:
        raise NoTime(_("That is more than a year away. Choose a day before that."))
    return at


@transaction.atomic
def schedule(
    *,
    actor: Member,
    context: str,
    title: str = "",
    body: str,
    data: dict[str, Any] | None = None,
    masked: bool,
    day: date,
    hour: time,
    submit_key: UUID,
) -> Scheduled:
    """Keeps the words of a form until then; its draft goes. The same form and time under the same `submit_key` again
    give the same row. Raises NoTime, and NotAllowed for what could not be posted now either.
    """
    if masked:
        raise NoTime(
            _(
                "Without your name it cannot wait: a time that you have chosen would tie the other name to you. Post it "
                "now, or keep it as a draft."
            )
        )
    at = moment(actor, day, hour)
    locks.take_turn("forum.scheduled", actor.pk)
    locks.take_turn("submit", submit_key)  # of one page something waits or something is posted, never both
    row = Scheduled(member=actor, context=context, submit_key=submit_key)
    _put(row, title=title, body=body, data=data or {})
    made = Scheduled.objects.filter(submit_key=submit_key, member=actor).first()
    if made is not None and (made.title, made.body, made.data, made.at) == (row.title, row.body, row.data, at):
        return made
    if any(kind._default_manager.filter(submit_key=submit_key).exists() for kind in (Scheduled, Post)):
        raise NotAllowed(_("This form has been used already. Please open the page again."))
    if Scheduled.objects.filter(member=actor).count() >= MOST:
        sentence = ngettext(
            "You keep %(most)d post for later already. Post it or throw it away first.",
            "You keep %(most)d posts for later already. Post one of them or throw one away first.",
            MOST,
        )
        raise NotAllowed(sentence % {"most": MOST})
    _check(row)
    row.at = at
    row.save()
    pictures.keep_on(actor=actor, text=row.body)
    drafts.discard(actor=actor, context=context)
    return row


@transaction.atomic
def change(*, actor: Member, id: int, title: str, body: str, data: dict[str, Any], day: date, hour: time) -> Scheduled:
    """Other words, or another time. Raises Scheduled.DoesNotExist where it was posted meanwhile, NoTime, NotAllowed."""
    row = _locked(actor, id)
    at = moment(actor, day, hour)
    _put(row, title=title, body=body, data=data)
    _check(row)
    row.at, row.refused = at, ""
    row.save()
    pictures.keep_on(actor=actor, text=row.body)
    drafts.discard(actor=actor, context=f"later:{row.pk}")
    return row


@transaction.atomic
def take_back(*, actor: Member, id: int, **words_now: Any) -> Scheduled:
    """It waits for its writer alone, with what the form says now, where it comes from one (`title`, `body`, `data`).

    Raises Scheduled.DoesNotExist where it was posted meanwhile.
    """
    row = _locked(actor, id)
    if words_now:
        _put(row, **words_now)
    row.at, row.updated_at, row.among_members = None, timezone.now(), False  # from here on they read it again
    row.save()
    pictures.keep_on(actor=actor, text=row.body)
    if words_now:
        drafts.discard(actor=actor, context=f"later:{row.pk}")
    return row


@transaction.atomic
def take_all_back(*, actor: Member) -> None:
    """Nothing of theirs is posted by itself any more: they want to be gone by then."""
    rows = list(locks.lock(Scheduled.objects.filter(member=actor, at__isnull=False)))
    Scheduled.objects.filter(pk__in=[row.pk for row in rows]).update(
        at=None, updated_at=timezone.now(), among_members=False
    )
    for row in rows:
        pictures.keep_on(actor=actor, text=row.body)


@transaction.atomic
def post_now(*, actor: Member, id: int, **words_now: Any) -> Post:
    """Posts it at once. Raises Scheduled.DoesNotExist where it was posted meanwhile, and NotAllowed."""
    row = _locked(actor, id)
    if words_now:
        _put(row, **words_now)
    elif row.at is None:  # taken back as it was, perhaps half written
        raise NotAllowed(_("This waits no longer. Open it, and post it from there."))
    post = _post(row)
    drafts.discard(actor=actor, context=f"later:{id}")
    return post


@transaction.atomic
def throw_away(*, actor: Member, id: int) -> None:
    """It goes for good. Raises Scheduled.DoesNotExist where it was posted meanwhile."""
    _locked(actor, id).delete()
    drafts.discard(actor=actor, context=f"later:{id}")


def post_due() -> int:
    """Posts what is due, each in a transaction of its own. Says of how many something became."""
    due = Scheduled.objects.filter(at__lte=timezone.now()).order_by(Greatest("at", "updated_at"), "pk")
    return sum(_tried(pk) for pk in due.values_list("pk", flat=True)[:AT_ONCE])


def _tried(pk: int) -> bool:
    """One that fails is tried again by a later sweep, after what became due meanwhile, so that many of them hold up no
    other; after a day its writer has it back.
    """
    try:
        return _meet(pk)
    except Exception:
        log.exception("forum.scheduled_failed", row=pk)
        locks.update(Scheduled.objects.filter(pk=pk), updated_at=timezone.now())
        return False


@transaction.atomic
def _meet(pk: int) -> bool:
    """False where somebody else is at it, or was."""
    now = timezone.now()
    row = locks.lock_free(Scheduled.objects.select_related("member").filter(pk=pk, at__lte=now)).first()
    if row is None or row.at is None:
        return False
    with translation.override(languages.of_member(row.member)):
        if row.at < now - TOO_LATE:
            _give_back(row, _("Nothing could be posted here at that time, and it is more than a day ago."))
            return True
        try:
            with transaction.atomic():
                _post(row)
        except NotAllowed as refusal:
            _give_back(row, str(refusal))
    return True


def _give_back(row: Scheduled, sentence: str) -> None:
    """It waits for its writer, who is told why."""
    most = Scheduled._meta.get_field("refused").max_length
    row.at, row.refused, row.updated_at, row.among_members = None, sentence[:most], timezone.now(), False
    row.save(update_fields=["at", "refused", "updated_at", "among_members"])
    pictures.keep_on(actor=row.member, text=row.body)
    record(verb="scheduled.refused", actor=None, target=row, data={"at": row.updated_at.isoformat()})


def may_wear_a_mask(member: Member, topic: Topic) -> None:
    """For who writes on a page: a sentence that is kept nowhere. What waits would later put their name beside the mask."""
    rows = Scheduled.objects.filter(member=member, context__startswith="topic:", at__isnull=False)
    if topic.pk in now_in(row.topic_id for row in rows if row.topic_id).values():
        raise NotAllowed(
            _(
                "Something of yours waits to be posted here with your name, and would stand beside what you write "
                "without it. It is among your drafts: take it back first."
            )
        )


def forget_old() -> int:
    """Deletes what came back and nobody has touched for as long as a draft is kept; a daily task. Says how many."""
    return locks.delete_free(Scheduled.objects.filter(at__isnull=True, updated_at__lt=timezone.now() - drafts.KEPT_FOR))


# --- one row ----------------------------------------------------------------------------------------------------


def _locked(actor: Member, id: int) -> Scheduled:
    row: Scheduled = locks.lock(Scheduled.objects.filter(member=actor)).get(pk=id)
    row.member = actor
    return row


def _put(row: Scheduled, *, title: str, body: str, data: dict[str, Any]) -> None:
    row.title, row.body, row.data = title[:160], body[: drafts.LONGEST], data
    row.updated_at = timezone.now()


def _check(row: Scheduled) -> None:
    """Passes where it could be posted now, and notes who could read it there."""
    words.body(row.body)
    if row.topic_id is not None:
        topic = _topic(row)
        rules.may_post(row.member, topic)
        row.among_members = not _is_for_all(topic.audience, topic.space)
        return
    words.title(row.title)
    words.tags(row.data.get("tags", []))
    space = _space(row)
    rules.may_ask(row.member, space)
    _goal(row)
    row.among_members = not _is_for_all(row.data.get("audience", ""), space)


def _is_for_all(audience: str, space: Space) -> bool:
    return audience == Topic.Audience.EVERYONE and space.visibility == Space.Visibility.PUBLIC


def _post(row: Scheduled) -> Post:
    """By the verb of its form. The row goes first: as long as it waits, nothing is posted with its key. Raises NotAllowed."""
    Scheduled.objects.filter(pk=row.pk).delete()  # the instance keeps its key: it may have to come back
    post = _answered(row) if row.topic_id is not None else _asked(row)
    # Asked of the topic that is locked now: one that was moved a moment ago may be moved back, and has been read.
    if row.among_members and _is_for_all(post.topic.audience, post.topic.space):
        raise NotAllowed(
            _(
                "When you chose the time, members alone could read what stands there. Now everybody can, so it was not "
                "posted. Read it once more among your drafts."
            )
        )
    return post


def _answered(row: Scheduled) -> Post:
    return answer(
        actor=row.member,
        topic=_topic(row),
        body=row.body,
        masked=False,
        submit_key=row.submit_key,
        keeps_draft=True,
    )


def _asked(row: Scheduled) -> Post:
    data = row.data
    topic = ask(
        actor=row.member,
        space=_space(row),
        kind=data["kind"],
        title=row.title,
        body=row.body,
        audience=data["audience"],
        tags=data["tags"],
        masked=False,
        submit_key=row.submit_key,
        letter_for=_goal(row),
        lang=data["lang"] if data["lang"] in dict(languages.to_write_in()) else "",
        keeps_draft=True,
    )
    return topic.posts.get(position=0)


def _topic(row: Scheduled) -> Topic:
    """As it stands now: where topics became one, the one that they became."""
    number = row.topic_id or 0
    try:
        return rules.load_topic(row.member, now_in([number])[number])
    except Topic.DoesNotExist:
        raise NotAllowed(_("The topic is not there any more, or not open to you.")) from None


def _space(row: Scheduled) -> Space:
    space = Space.objects.filter(slug=row.data.get("space") or "").first()
    if space is None:
        raise NotAllowed(_("The space is not there any more. Choose another one."))
    return space


def _goal(row: Scheduled) -> Goal | None:
    """The reached goal of one's own that a letter to who one was is about."""
    kind, _colon, number = row.context.partition(":")
    if kind != "letter":
        return None
    goal = Goal.objects.filter(member=row.member, reached_at__isnull=False, pk=int(number)).first()
    if goal is None:
        raise NotAllowed(_("The goal that this letter is about is not there any more."))
    return goal
