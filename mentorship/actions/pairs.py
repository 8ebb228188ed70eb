"""What the two of a pair do on their own page: write, end, tell a moderator."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from activity.locks import lock
from activity.record import record
from members.models import Member
from members.rules import NotAllowed
from mentorship.actions import checkins
from mentorship.models import CheckIn, Letter, Mentorship, Worry
from mentorship.rules import load_pair, may_write_letter
from uploads import actions as pictures
from writing.render import MAX_CHARACTERS, render
from writing.typed import lines

LONGEST_LETTER = min(8_000, MAX_CHARACTERS)  # characters: a long letter, and still one reading
LONGEST_FEELING = 80


@transaction.atomic
def write(
    *,
    actor: Member,
    pair: Mentorship,
    body: str,
    submit_key: UUID | None,
    feeling: str = "",
    step: str = "",
) -> Letter:
    """One letter to the other. Near the day of a check-in it is part of it: the mentee may add how they feel, the
    mentor may name a step. The same `submit_key` again gives the same letter.
    """
    carried = pictures.carry(actor=actor, body=lines(body), masked=False)
    pair = _locked(actor, pair)
    earlier = _earlier(actor, submit_key)
    if earlier is not None:
        return earlier
    may_write_letter(actor, pair)
    body = carried.body
    if not body:
        raise NotAllowed(_("Write a line first. Short is fine."))
    if len(body) > LONGEST_LETTER:
        raise NotAllowed(_("That is longer than one letter holds. You can send it in two."))
    check_in = checkins.due_for_letter(pair, timezone.localdate())
    letter = Letter.objects.create(
        mentorship=pair,
        author=actor,
        check_in=check_in,
        body=body,
        html=render(body, shapes=carried.shapes).html,
        submit_key=submit_key,
    )
    carried.hold("letter", letter.pk)
    read(actor=actor, pair=pair)
    if check_in is not None:
        _check_in(actor, pair, check_in, feeling=feeling, step=step)
    record(verb="mentorship.letter", actor=actor, target=letter, data={"mentorship": pair.pk})
    return letter


def _check_in(actor: Member, pair: Mentorship, check_in: CheckIn, *, feeling: str, step: str) -> None:
    if feeling.strip() and actor.pk == pair.mentee_id:
        check_in.feeling = feeling.strip()[:LONGEST_FEELING]
        check_in.save(update_fields=["feeling"])
    if step.strip() and actor.pk == pair.mentor.member_id:
        check_in.step = checkins.mark_step(actor=actor, pair=pair, check_in=check_in, step=step).step
    checkins.complete(pair=pair, check_in=check_in)


def _earlier(actor: Member, submit_key: UUID | None) -> Letter | None:
    """The letter that this submit has made already: a second click waited for the first at the pair's row."""
    if submit_key is None:
        return None
    letter = Letter.objects.filter(submit_key=submit_key).first()
    if letter is not None and letter.author_id != actor.pk:
        raise NotAllowed(_("This form has been used already. Please open the page again."))
    return letter


@transaction.atomic
def read(*, actor: Member, pair: Mentorship) -> None:
    """The other's letters are read."""
    letters = Letter.objects.filter(mentorship=pair, read_at__isnull=True).exclude(author=actor)
    letters.update(read_at=timezone.now())


@transaction.atomic
def end(*, actor: Member, pair: Mentorship) -> Mentorship:
    """Either ends it, without giving a reason. What was written stays readable for both."""
    pair = _locked(actor, pair)
    if pair.ended_at is None:
        close(pair=pair, by=actor)
    return pair


def close(*, pair: Mentorship, by: Member | None) -> None:
    """Ends a pair in somebody's transaction; their last place becomes free."""
    pair.ended_at = timezone.now()
    pair.ended_by = by
    pair.save(update_fields=["ended_at", "ended_by"])
    record(verb="mentorship.ended", actor=by, target=pair)


@transaction.atomic
def tell_a_moderator(*, actor: Member, pair: Mentorship, words: str) -> Worry:
    """Only these words reach the moderators; the letters stay between the two. The other is not told."""
    load_pair(actor, pair.pk)
    if not words.strip():
        raise NotAllowed(_("Write in a line what worries you."))
    worry = Worry.objects.create(mentorship=pair, by=actor, words=words.strip())
    record(verb="mentor.worried", actor=actor, target=worry)
    return worry


@transaction.atomic
def see_to(*, admin: Member, worry: Worry) -> Worry:
    """An admin has taken care of it."""
    if not admin.is_staff:
        raise Worry.DoesNotExist
    locked = lock(Worry.objects.all()).get(pk=worry.pk)
    if locked.seen_at is None:
        locked.seen_by, locked.seen_at = admin, timezone.now()
        locked.save(update_fields=["seen_by", "seen_at"])
    return locked


def _locked(actor: Member, pair: Mentorship) -> Mentorship:
    """The pair, locked, for one of the two; for everybody else it does not exist."""
    load_pair(actor, pair.pk)
    related = ("mentor__member", "mentee", "request__goal")
    return lock(Mentorship.objects.select_related(*related)).get(pk=pair.pk)
