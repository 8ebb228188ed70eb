"""Who may report, decide, appoint and suspend. Each rule passes, or raises NotAllowed with a sentence.

A *thing* is a post or a comment: what a report, a hold or a decision is about.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from forum.models import Comment, Row, Silence, Space, Status, post_of
from forum.rules import is_author, may_tend, tended_spaces
from masks import sealed
from members.models import Member, Suspension
from members.rules import NotAllowed, may_write
from moderation.models import Decision, SecondLook
from moderation.reasons import FINE, NOTHING_AGAINST_IT

# A whole school year: long enough to learn the work, short enough that nobody is appointed for ever.
LONGEST_TERM = timedelta(days=366)
DEFAULT_TERM = timedelta(days=91)
# A moderator's suspension is a pause in a hot week; longer ones are for an admin to answer for.
LONGEST_BY_MODERATOR = timedelta(days=14)
LONGEST_BY_ADMIN = timedelta(days=366)
# So long somebody may ask for another look at a word that was said to them.
WORD_STANDS_FOR = timedelta(days=30)
# A claim on a case ends by itself: somebody who was called away holds nothing up.
CLAIMED_FOR = timedelta(minutes=10)
LONGEST_PROMISE = timedelta(days=366)
# After so many hard posts one after the other, and within so long, the desk offers the next one to a colleague first.
HARD_ONES, HARD_WITHIN = 3, timedelta(hours=12)
# A mask stays closed in its topic for as long as topics usually live.
MASK_CLOSED_FOR = timedelta(days=30)
# Two weeks: long enough to get through the worst days, and over without anybody having to say so.
IN_PEACE_FOR = timedelta(days=14)
SHORTEST_REASON = 3  # characters: a reason is a word at least


class AlreadyDecided(NotAllowed):
    """Somebody else has decided about this in the meantime."""

    status = 409


def about(thing: Row) -> dict[str, Any]:
    """The columns `post` and `comment` of a row about this thing."""
    return {"post": post_of(thing), "comment": thing if isinstance(thing, Comment) else None}


def columns(about_it: Row | Member) -> dict[str, Any]:
    """The columns `post`, `comment` and `member` of a row about a thing or about somebody."""
    if isinstance(about_it, Member):
        return {"post": None, "comment": None, "member": about_it}
    return about(about_it) | {"member": None}


def space_of(thing: Row) -> Space:
    return post_of(thing).topic.space


def tends_anything(member: Member) -> bool:
    return member.is_staff or bool(tended_spaces(member))


def may_use_desk(member: Member) -> None:
    if not tends_anything(member):
        raise NotAllowed(_("This page is for the people who tend a space here."))


def may_moderate(member: Member, space: Space) -> None:
    """Decide about what stands in the space: whoever tends it, unless their account may not write at all."""
    may_write(member)
    may_tend(member, space)


def may_work_on(member: Member, about_it: Row | Member) -> None:
    """Take a case up, pass it on, note something about it. Whoever wrote it under their name does not, and nobody about
    themselves; behind a mask nobody is told whose it is: not even here.
    """
    if isinstance(about_it, Member):
        may_write(member)
        may_use_desk(member)
        if about_it.pk == member.pk or not about_it.is_person:
            raise NotAllowed(_("This is about you, so others look after it."))
        return
    may_moderate(member, space_of(about_it))
    if about_it.member_id == member.pk:
        raise NotAllowed(_("You wrote this yourself, so somebody else looks after it."))


def may_uphold(member: Member, look: SecondLook | None) -> None:
    """Whoever hid it may bring it back, but that it stays hidden is somebody else's to say."""
    if look is not None and look.decision.moderator_id == member.pk:
        raise NotAllowed(_("You decided this yourself, so somebody else looks at it again."))


def may_choose_reasons(member: Member) -> None:
    may_write(member)
    if not member.is_staff:
        raise NotAllowed(_("Only an admin changes what moderators are offered."))


def may_report(member: Member, thing: Row) -> None:
    """The caller has loaded the thing for this member, so they may read it."""
    may_write(member)
    if is_author(member, thing):
        raise NotAllowed(_("You wrote this yourself. You can change it, or take it back."))
    if thing.status not in (Status.VISIBLE, Status.HELD):
        raise NotAllowed(_("A moderator has hidden this already. Thank you for looking out."))


def may_decide(member: Member, thing: Row) -> None:
    may_moderate(member, space_of(thing))
    if sealed.same_person(member, thing):
        raise NotAllowed(_("You wrote this yourself, so somebody else decides about it."))


def verbs_for(thing: Row, *, reported: bool, asked: bool) -> list[Decision.Verb]:
    """What can be decided about the thing as it stands, the gentlest first. `asked`: its author asks for another look at
    it, or has changed it since it was hidden.
    """
    if thing.status == Status.HELD:
        return [Decision.Verb.RELEASE, Decision.Verb.HIDE]
    if thing.status == Status.HIDDEN:
        return [Decision.Verb.RESTORE, *([Decision.Verb.UPHOLD] if asked else [])]
    if thing.status == Status.VISIBLE:
        return [*([Decision.Verb.KEEP] if reported else []), Decision.Verb.HIDE]
    return []


def reason_for(verb: Decision.Verb, reason: str) -> str:
    """The reason as it will be written down. Raises NotAllowed where one must be given and is not."""
    reason = " ".join(reason.split())
    if len(reason) >= SHORTEST_REASON:
        return reason
    if verb == Decision.Verb.KEEP:
        return str(NOTHING_AGAINST_IT)
    if verb == Decision.Verb.RELEASE:
        return str(FINE)
    raise NotAllowed(_("Please write a reason. The author reads it, and it stands in the log."))


def may_undo(member: Member, decision: Decision) -> None:
    if not is_undoable(decision):
        raise NotAllowed(_("This cannot be taken back any more."))
    if decision.verb in OF_TERMS:
        may_appoint(member)
    elif decision.verb in OF_ACCOUNTS or "look" in decision.before:
        may_write(member)
        if not member.is_staff and decision.moderator_id != member.pk and not _looks_again(member, decision):
            raise NotAllowed(_("Only whoever decided this, or an admin, can take it back."))
    elif decision.verb == Decision.Verb.WORDS:
        may_choose_words(member, decision.space)
    elif decision.verb == Decision.Verb.REASONS:
        may_choose_reasons(member)
    elif decision.space is None:
        raise NotAllowed(_("This cannot be taken back any more."))
    else:
        may_moderate(member, decision.space)


OF_TERMS = frozenset({Decision.Verb.APPOINT, Decision.Verb.END_TERM})
OF_ACCOUNTS = frozenset({Decision.Verb.SUSPEND, Decision.Verb.LIFT, Decision.Verb.SILENCE})
LOOKED_AT_AGAIN = frozenset(  # beside what is hidden
    {
        Decision.Verb.SUSPEND,
        Decision.Verb.CRISIS,
        Decision.Verb.WARN,
        Decision.Verb.SILENCE,
        Decision.Verb.RESTRICT,
    }
)


def is_undoable(decision: Decision) -> bool:
    """Does it say how things stood before? A line that took something back does not: one decides anew."""
    return decision.undone_by_id is None and (bool(decision.before) or decision.verb == Decision.Verb.RESTRICT)


ENDS_AFTER = {
    Decision.Verb.CRISIS: IN_PEACE_FOR,
    Decision.Verb.WARN: WORD_STANDS_FOR,
    Decision.Verb.RESTRICT: MASK_CLOSED_FOR,
}


def may_ask_second_look(decision: Decision, thing: Row | None) -> None:
    """Whom that decision is about, once; being suspended takes nobody's say about it away."""
    if hasattr(decision, "second_look"):
        raise NotAllowed(_("You have asked for a second look already. You will be told what comes of it."))
    if not holds(decision, thing):
        raise NotAllowed(_("This does not hold any more, so there is nothing to look at again."))


def holds(decision: Decision, thing: Row | None) -> bool:
    """Does what it did still hold for whom it is about?"""
    if decision.undone_by_id is not None:
        return False
    if decision.verb == Decision.Verb.SUSPEND:
        return Suspension.objects.in_force().filter(pk=decision.before.get("row", 0)).exists()
    if decision.verb == Decision.Verb.SILENCE:
        return Silence.objects.in_force().filter(pk=decision.before.get("row", 0)).exists()
    if decision.verb in ENDS_AFTER:
        return bool(decision.before) and decision.at + ENDS_AFTER[Decision.Verb(decision.verb)] > timezone.now()
    return decision.verb == Decision.Verb.HIDE and thing is not None and thing.status == Status.HIDDEN


def may_look_again(member: Member, decision: Decision) -> None:
    """At what was done to an account: anybody of the desk but whoever did it, and whoever it was done to."""
    may_write(member)
    may_use_desk(member)
    if decision.space is not None:
        may_moderate(member, decision.space)
    if decision.moderator_id == member.pk:
        raise NotAllowed(_("You decided this yourself, so somebody else looks at it again."))
    if decision.member_id == member.pk or (decision.mask_id and sealed.owns(member, decision.mask_id)):
        raise NotAllowed(_("This is about you, so somebody else looks at it again."))


def _looks_again(member: Member, decision: Decision) -> bool:
    """Is a second look at it asked for, and may this member be the one who takes it?"""
    if not SecondLook.objects.filter(decision=decision, answer=None).exists():
        return False
    try:
        may_look_again(member, decision)
    except NotAllowed:
        return False
    return True


def may_choose_words(member: Member, space: Space | None) -> None:
    """The words that call somebody, in a space; None: in all of them."""
    may_write(member)
    if space is None:
        if not member.is_staff:
            raise NotAllowed(_("Words for all spaces are for an admin to choose."))
    else:
        may_tend(member, space)


def may_see_alarm(member: Member, thing: Row) -> None:
    """Say that they have seen it, so that nobody else is called. Behind a mask nobody is told whose it is: not even here."""
    may_moderate(member, space_of(thing))
    if thing.member_id == member.pk:
        raise NotAllowed(_("You wrote this yourself, so somebody else looks after it."))


def may_restrict(member: Member, thing: Row) -> None:
    may_decide(member, thing)
    if not thing.is_masked:
        raise NotAllowed(_("This is written under a name. You can hide it, or suspend the account for a while."))


def may_warn(member: Member, thing: Row) -> None:
    """Have a word with whoever wrote it, which they alone read; what they wrote stays."""
    may_decide(member, thing)
    if thing.status != Status.VISIBLE:
        raise NotAllowed(_("This is not there to be read now. Please decide about it first."))


def may_silence(member: Member, whom: Member, space: Space | None, until: datetime) -> None:
    """In a space: whoever tends it; in all: an admin."""
    may_write(member)
    if space is None and not member.is_staff:
        raise NotAllowed(_("In all spaces at once is for an admin to decide."))
    if space is not None:
        may_moderate(member, space)
    if not whom.is_person:
        raise NotAllowed(_("This account cannot sign in, so there is nothing to silence."))
    if whom == member:
        raise NotAllowed(_("This is you. If you need a rest, take one in your settings."))
    if whom.is_staff or (tended_spaces(whom) and not member.is_staff):
        raise NotAllowed(_("Whoever tends a space here can be silenced by an admin, and an admin by nobody."))
    _within_longest(member, until)
    if Silence.objects.in_force().filter(member=whom, space=space).exists():
        raise NotAllowed(_("They are silent there already."))


def may_suspend(member: Member, whom: Member, until: datetime) -> None:
    may_write(member)
    if not tends_anything(member):
        raise NotAllowed(_("Only moderators and admins can do that."))
    if not whom.is_person:
        raise NotAllowed(_("This account cannot sign in, so there is nothing to suspend."))
    if whom == member:
        raise NotAllowed(_("This is you. If you need a rest, take one in your settings."))
    if whom.is_staff or (tended_spaces(whom) and not member.is_staff):
        raise NotAllowed(_("Whoever tends a space here can be suspended by an admin, and an admin by nobody."))
    _within_longest(member, until)
    if Suspension.objects.in_force().filter(member=whom).exists():
        raise NotAllowed(_("This account is suspended already."))


def _within_longest(member: Member, until: datetime) -> None:
    now = timezone.now()
    if until <= now:
        raise NotAllowed(_("Please choose a day to come."))
    longest = LONGEST_BY_ADMIN if member.is_staff else LONGEST_BY_MODERATOR
    if until > now + longest:
        words = ngettext(
            "At most %(days)d day. Longer is for an admin to decide.",
            "At most %(days)d days. Longer is for an admin to decide.",
            longest.days,
        )
        raise NotAllowed(words % {"days": longest.days})


def may_lift(member: Member, suspension: Suspension) -> None:
    may_write(member)
    if not member.is_staff and suspension.by_id != member.pk:
        raise NotAllowed(_("Only whoever suspended the account, or an admin, can end that early."))
    if suspension.lifted_at is not None or suspension.until <= timezone.now():
        raise NotAllowed(_("This is over already."))


def may_appoint(member: Member) -> None:
    may_write(member)
    if not member.is_staff:
        raise NotAllowed(_("Only an admin appoints moderators."))


def may_be_appointed(member: Member, ends_at: datetime) -> None:
    if not member.is_person or not member.is_active or member.approved_at is None:
        raise NotAllowed(_("This account is not one of a living member."))
    if not timezone.now() < ends_at <= timezone.now() + LONGEST_TERM:
        raise NotAllowed(_("A term ends, a year from now at the latest."))
