"""A moderator decides about a post or comment: keep, hide, let through, restore; and takes it back."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from activity.locks import lock
from activity.record import record
from forum import actions as forum
from forum import holds
from forum.models import Space, Status
from masks import sealed
from members.models import Member
from members.rules import NotAllowed
from moderation import rules
from moderation.actions import things
from moderation.models import Decision, SecondLook
from moderation.rules import Thing, post_of

Verb = Decision.Verb


@transaction.atomic
def decide(
    *, moderator: Member, thing: Thing, verb: Decision.Verb, reason: str = "", seen: int | None = None
) -> Decision:
    """Does it, and writes it in the log with the reason. `seen`: the newest decision that the moderator knew of.

    Raises AlreadyDecided when somebody else was quicker, NotAllowed otherwise.
    """
    rules.may_decide(moderator, thing)
    thing = things.locked_unless_decided(thing, seen=seen)
    if verb not in _possible(thing):
        raise NotAllowed(_("This cannot be decided about it as it stands now. Please look at it again."))
    decision = things.write_down(moderator=moderator, verb=verb, thing=thing, reason=rules.reason_for(verb, reason))
    _do(verb, thing, decision)
    things.close_case(thing, decision)
    return decision


def _possible(thing: Thing) -> list[Decision.Verb]:
    reported = things.open_reports(thing).exists()
    second_look = SecondLook.objects.filter(answer=None, **things.about(thing)).exists()
    return rules.verbs_for(thing, reported=reported, second_look=second_look)


def _do(verb: Decision.Verb, thing: Thing, decision: Decision) -> None:
    if verb == Verb.HIDE:
        _hide(thing, decision)
    elif verb == Verb.RESTORE:
        _restore(thing, decision)
    elif verb == Verb.RELEASE:
        forum.release(**things.as_row(thing), by=decision.moderator)
    elif verb == Verb.UPHOLD:
        _tell("post.upheld", thing, decision)


def _hide(thing: Thing, decision: Decision) -> None:
    """The author is told with the reason and how to ask for a second look: the ledger's post.hidden carries both."""
    forum.hide(**things.as_row(thing), by=decision.moderator, decision=decision.pk, reason=decision.reason)


def _restore(thing: Thing, decision: Decision) -> None:
    forum.unhide(**things.as_row(thing), by=decision.moderator, decision=decision.pk, reason=decision.reason)


def _tell(verb: str, thing: Thing, decision: Decision) -> None:
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
    """Takes a decision back: the thing stands again as before, and what waited about it waits again.

    Raises NotAllowed, also when something newer was decided about the same thing.
    """
    decision = Decision.objects.select_related("space").get(pk=decision.pk)
    rules.may_undo(moderator, decision)
    thing = decision.comment or decision.post
    if thing is None:
        raise NotAllowed(_("What this was about is gone."))
    rules.may_decide(moderator, thing)
    thing = things.locked_unless_decided(thing, seen=decision.pk)
    decision = lock(Decision.objects.select_related("space")).get(pk=decision.pk)
    rules.may_undo(moderator, decision)
    taken_back = _write_undo(moderator, decision, thing)
    Decision.objects.filter(pk=decision.pk).update(undone_by=taken_back)
    _reverse(decision, thing, taken_back)
    return taken_back


UNDONE_AS = {Verb.HIDE: Verb.RESTORE, Verb.RESTORE: Verb.HIDE, Verb.MOVE: Verb.MOVE}


def _write_undo(moderator: Member, decision: Decision, thing: Thing) -> Decision:
    return things.write_down(
        moderator=moderator,
        verb=UNDONE_AS.get(Verb(decision.verb), Verb.UNDO),
        thing=thing,
        reason=_("Taken back: %(reason)s") % {"reason": decision.reason[:470]},
        mask=decision.mask,
    )


def _reverse(decision: Decision, thing: Thing, taken_back: Decision) -> None:
    verb = Verb(decision.verb)
    if verb == Verb.HIDE:
        _restore(thing, taken_back)
        things.reopen_reports(thing, decision)
    elif verb == Verb.RESTORE:
        _hide(thing, taken_back)
    elif verb == Verb.RELEASE:
        _hold_again(thing, taken_back)
    elif verb == Verb.KEEP:
        things.reopen_reports(thing, decision)
    elif verb == Verb.UPHOLD:
        SecondLook.objects.filter(answer=decision).update(answer=None)
    elif verb == Verb.RESTRICT and decision.mask is not None:
        sealed.lift(decision.mask)
    elif verb == Verb.MOVE:
        _move_back(decision, thing, taken_back)


def _hold_again(thing: Thing, taken_back: Decision) -> None:
    if thing.status != Status.VISIBLE:
        raise NotAllowed(_("This is not there to be read now, so it cannot wait again."))
    forum.hold(**things.as_row(thing), by=taken_back.moderator)
    now = timezone.now()
    things.hold_of(thing).update(released_at=None, released_by=None, at=now, release_at=holds.release_time(now))


def _move_back(decision: Decision, thing: Thing, taken_back: Decision) -> None:
    before = Space.objects.get(pk=decision.data["from"])
    forum.move(actor=taken_back.moderator, topic=post_of(thing).topic, space=before)


@transaction.atomic
def pause_messages(*, moderator: Member, thing: Thing, reason: str) -> Decision:
    """Somebody seems to be in a crisis: what we suggest to the author pauses for two weeks. Private.

    Behind a mask it begins some hours later, and who it reaches stays unseen: the ledger hears nothing, and no row
    says more than what this one does.
    """
    rules.may_decide(moderator, thing)
    decision = things.write_down(
        moderator=moderator,
        verb=Verb.CRISIS,
        thing=thing,
        reason=rules.reason_for(Verb.CRISIS, reason),
        is_public=False,
        member=thing.member,
        mask=thing.mask,
    )
    if thing.mask is not None:
        sealed.leave_in_peace(thing.mask, until=timezone.now() + rules.IN_PEACE_FOR)
    else:
        _tell("post.crisis", thing, decision)
    return decision


@transaction.atomic
def restrict(*, moderator: Member, thing: Thing, reason: str) -> Decision:
    """Closes the topic to the mask that wrote this, at once. Who wears it stays unseen."""
    rules.may_restrict(moderator, thing)
    reason = rules.reason_for(Verb.RESTRICT, reason)
    assert thing.mask is not None  # the rule has just said so
    sealed.restrict(thing.mask, until=timezone.now() + rules.MASK_CLOSED_FOR)
    return things.write_down(moderator=moderator, verb=Verb.RESTRICT, thing=thing, reason=reason, mask=thing.mask)
