"""A moderator decides about a post or comment: keep, hide, let through, restore. `undoing` takes it back."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from activity.record import record
from forum import actions as forum
from forum.models import Row, Status, post_of
from masks import sealed
from masks.models import Mask
from members.models import Member
from members.rules import NotAllowed
from moderation import rules
from moderation.actions import things, undoing
from moderation.models import Decision

Verb = Decision.Verb


@transaction.atomic
def decide(
    *,
    moderator: Member,
    thing: Row,
    verb: Decision.Verb,
    reason: str = "",
    seen: int | None = None,
    saves: int = 0,
    batch: UUID | None = None,
) -> Decision:
    """Does it, and writes it in the log with the reason. `seen`: the newest decision that the moderator knew of;
    `saves`: how often they saw it changed since it was hidden; `batch`: of the one act about several things that this is a part of.

    Raises AlreadyDecided when somebody else was quicker, NotAllowed otherwise.
    """
    rules.may_decide(moderator, thing)
    thing = things.locked_unless_decided(thing, seen=seen)
    if verb not in _possible(thing):
        raise NotAllowed(_("This cannot be decided about it as it stands now. Please look at it again."))
    if thing.status == Status.HIDDEN:
        things.refuse_unread(thing, saves)
    if verb == Verb.UPHOLD:
        rules.may_uphold(moderator, things.open_look(thing))
    before = things.standing_of(thing)
    reason = rules.reason_for(verb, reason)
    # Where words alone called somebody, a public line would say that they stand there.
    is_public = verb != Verb.KEEP or things.open_reports(thing).exists()
    decision = things.write_down(
        moderator=moderator,
        verb=verb,
        thing=thing,
        reason=reason,
        before=before,
        is_public=is_public,
        batch=batch,
        is_hard=things.is_hard(thing),
    )
    _do(verb, thing, decision)
    things.close_case(thing, decision)
    return decision


def _possible(thing: Row) -> list[Decision.Verb]:
    reported = things.open_reports(thing).exists() or things.standing_alarm(thing).exists()
    asked = things.open_look(thing) is not None or things.open_rework(thing) is not None
    return rules.verbs_for(thing, reported=reported, asked=asked)


def _do(verb: Decision.Verb, thing: Row, decision: Decision) -> None:
    if verb == Verb.HIDE:
        _hide(thing, decision)
    elif verb == Verb.RESTORE:
        _restore(thing, decision)
    elif verb == Verb.RELEASE:
        forum.release(row=thing, by=decision.moderator)
    elif verb == Verb.UPHOLD:
        _tell("post.upheld", thing, decision)


def _hide(thing: Row, decision: Decision) -> None:
    """The author is told with the reason and how to ask for a second look: the ledger's post.hidden carries both."""
    forum.hide(row=thing, by=decision.moderator, decision=decision.pk, reason=decision.reason)


def _restore(thing: Row, decision: Decision) -> None:
    forum.unhide(row=thing, by=decision.moderator, decision=decision.pk, reason=decision.reason)


def _tell(verb: str, thing: Row, decision: Decision) -> None:
    post = post_of(thing)
    data = {
        "decision": decision.pk,
        "reason": decision.reason,
        "topic": post.topic_id,
        "comment": decision.comment_id,
    }
    record(verb=verb, actor=decision.moderator, target=post, space_id=decision.space_id, data=data)


@transaction.atomic
def undo(*, moderator: Member, decision: Decision) -> Decision:
    """Takes a decision back: what it was about stands as it stood before. Gives the line of the log that says so.

    Raises NotAllowed, also where something else has happened to it since.
    """
    about = ("space", "member", "mask", "post__topic__space", "comment__post__topic__space")
    decision = Decision.objects.select_related(*about).get(pk=decision.pk)
    rules.may_undo(moderator, decision)
    return undoing.UNDO[Verb(decision.verb)](moderator, decision)


@transaction.atomic
def warn(*, moderator: Member, thing: Row, reason: str) -> Decision:
    """A word to whoever wrote it, named or masked: they alone read it, and what they wrote stays. What was reported
    about it is answered. Raises NotAllowed.
    """
    rules.may_warn(moderator, thing)
    reason = rules.reason_for(Verb.WARN, reason)
    thing = things.locked_unless_decided(thing, seen=None)
    rules.may_warn(moderator, thing)
    decision = things.write_down(
        moderator=moderator,
        verb=Verb.WARN,
        thing=thing,
        reason=reason,
        is_public=False,
        member=thing.member,
        mask=thing.mask,
        before=things.standing_of(thing),
        is_hard=things.is_hard(thing),
    )
    _tell("post.warned", thing, decision)
    things.close_case(thing, decision)
    return decision


@transaction.atomic
def pause_messages(*, moderator: Member, thing: Row, reason: str) -> Decision:
    """Somebody seems to be in a crisis: what we suggest to the author pauses for two weeks. Private.

    Behind a mask it begins some hours later, and who it reaches stays unseen: the ledger hears nothing, and no row
    says more than what this one does.
    """
    rules.may_decide(moderator, thing)
    reason = rules.reason_for(Verb.CRISIS, reason)
    thing = things.locked_unless_decided(thing, seen=None)
    before = _in_peace(thing.mask) if thing.mask is not None else {"member": thing.member_id}
    decision = things.write_down(
        moderator=moderator,
        verb=Verb.CRISIS,
        thing=thing,
        reason=reason,
        is_public=False,
        member=thing.member,
        mask=thing.mask,
        before=before,
    )
    if thing.mask is None:
        _tell("post.crisis", thing, decision)
    return decision


def _in_peace(mask: Mask) -> dict[str, str]:
    return {"limits": sealed.leave_in_peace(mask, until=timezone.now() + rules.IN_PEACE_FOR)}


@transaction.atomic
def restrict(*, moderator: Member, thing: Row, reason: str) -> Decision:
    """Closes the topic to the mask that wrote this, at once. Who wears it stays unseen."""
    rules.may_restrict(moderator, thing)
    reason = rules.reason_for(Verb.RESTRICT, reason)
    thing = things.locked_unless_decided(thing, seen=None)
    assert thing.mask is not None  # the rule has just said so
    before = {"limits": sealed.restrict(thing.mask, until=timezone.now() + rules.MASK_CLOSED_FOR)}
    decision = things.write_down(
        moderator=moderator, verb=Verb.RESTRICT, thing=thing, reason=reason, mask=thing.mask, before=before
    )
    _tell("post.restricted", thing, decision)
    return decision
