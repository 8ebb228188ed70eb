"""Who may do what with people, and the refusal that every app raises."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from members.models import Block, Goal, Hello, Member, Suspension
from members.stages import ANSWERS
from writing import dates, ready_words


class NotAllowed(Exception):
    """A refusal. `str(error)` is a sentence for the person who reads it; a page that says nothing else has the status."""

    status = 403
    retry_after = 0  # seconds until another try is worth while, where that is known


def may_write(member: Member) -> None:
    """Passes where this account may write at all: approved, active, not suspended."""
    if not member.is_active or not member.is_person:
        raise NotAllowed(_("This account cannot write."))
    if member.approved_at is None:
        raise NotAllowed(_("An admin has not said yes to this account yet. You will get a mail."))
    suspension = Suspension.objects.in_force().filter(member=member).order_by("-until").first()
    if suspension is not None:
        raise NotAllowed(
            _("You cannot write until %(until)s. The reason given: %(reason)s")
            % {"until": dates.moment_utc(suspension.until), "reason": ready_words.said(suspension.reason)}
        )


INVITATIONS_OPEN = 5  # at once: whom one really wants to bring along


def may_invite(member: Member) -> None:
    """Whoever is at home here may bring somebody along."""
    may_write(member)
    if member.is_staff:
        return
    if member.stage == Member.Stage.NEWCOMER:
        raise NotAllowed(_("You can invite people once you have settled in a little: after two weeks at the latest."))
    still_open = member.invitations.filter(withdrawn_at=None, used_at=None, expires_at__gt=timezone.now())
    if still_open.count() >= INVITATIONS_OPEN:
        words = ngettext(
            "You have %(most)d invitation under way. Take it back, or wait until it is used.",
            "You have %(most)d invitations under way. Take one back, or wait until one is used.",
            INVITATIONS_OPEN,
        )
        raise NotAllowed(words % {"most": INVITATIONS_OPEN})


def blocks_between(one: Member, other: Member) -> bool:
    """Does either of the two block the other?"""
    return Block.objects.between(one, other).exists()


def is_new(member: Member) -> bool:
    """Are they new here and let others know, so that a hello is a welcome?"""
    return member.is_person and member.is_active and member.stage == Member.Stage.NEWCOMER and member.shows_new


def may_greet(actor: Member, newcomer: Member) -> None:
    """Passes where `actor` may say hello to this person."""
    may_write(actor)
    if actor.pk == newcomer.pk:
        raise NotAllowed(_("This is your own page."))
    if not is_new(newcomer) or newcomer.approved_at is None:
        raise NotAllowed(_("A hello is for people who are new here."))
    if blocks_between(actor, newcomer):
        raise NotAllowed(_("You cannot write to this person."))


def may_answer_hello(actor: Member, hello: Hello) -> None:
    """Passes for whom it was said, once. For whoever neither said it nor was meant it does not exist."""
    may_read_hello(actor, hello)
    if actor.pk != hello.newcomer_id:
        raise NotAllowed(_("Whoever you greeted may answer it."))
    may_write(actor)
    if hello.answered_at is not None:
        raise NotAllowed(_("You have answered it already."))
    if blocks_between(actor, hello.author):
        raise NotAllowed(_("You cannot write to this person."))


def may_read_hello(actor: Member, hello: Hello) -> None:
    if actor.pk not in (hello.newcomer_id, hello.author_id):
        raise Hello.DoesNotExist


# --- goals ---------------------------------------------------------------------------------------------------

MILESTONES_AT_MOST = 30  # steps on one goal: what a person can still look over on one page


def may_change_goal(member: Member, goal: Goal) -> None:
    """Only its owner changes a goal; for everybody else it does not exist."""
    if goal.member_id != member.pk:
        raise Goal.DoesNotExist
    may_write(member)


def may_answer_to_stay(goal: Goal, answer: str) -> None:
    if answer not in ANSWERS:
        raise NotAllowed(_("You can stay, rest or say goodbye. Saying nothing is fine too."))
    if goal.reached_at is None:
        raise NotAllowed(_("This goal is open again, so there is nothing to answer."))


def stage_without_goal(before: str) -> str:
    """Where somebody stands when their last open goal is closed, from where they stood before they set it."""
    back = {Member.Stage.NEWCOMER, Member.Stage.MEMBER, Member.Stage.ALUM, Member.Stage.EMERITUS}
    return before if before in back else Member.Stage.MEMBER
