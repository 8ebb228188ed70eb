"""A decision is taken back: what it was about stands exactly as it stood before.

Each decision wrote down how that was (`Decision.before`). Where something else happened in the meantime, nothing is
undone and a sentence says so: an undo never overwrites what somebody did since.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from activity.locks import lock
from activity.record import record
from forum import actions as forum
from forum.actions import rearranging
from forum.actions.appearance import locked
from forum.models import Appointment, Row, Silence, Space, Status, post_of
from masks import sealed
from masks.models import Mask
from members.actions import suspensions
from members.models import Member, Suspension
from members.rules import NotAllowed
from moderation import rules
from moderation.actions import chosen_words, ready_reasons, second_looks, silences, things
from moderation.models import Decision, SecondLook
from moderation.reasons import TAKEN_BACK

Verb = Decision.Verb
OF_TOPICS = (Verb.MOVE, Verb.RETAG, Verb.SPLIT, Verb.MERGE)


# --- posts and comments -----------------------------------------------------------------------------------------

# How each leaves a thing; a masked one that was let through waits out its grace first.
LEAVES = {
    Verb.HIDE: {Status.HIDDEN},
    Verb.UPHOLD: {Status.HIDDEN},
    Verb.KEEP: {Status.VISIBLE},
    Verb.RELEASE: {Status.VISIBLE, Status.WAITING},
    Verb.RESTORE: {Status.VISIBLE, Status.WAITING},
}
SAID_AS = {Status.VISIBLE: Verb.RESTORE, Status.HIDDEN: Verb.HIDE}


def _stand_again(moderator: Member, decision: Decision) -> Decision:
    thing = _locked(moderator, decision, *LEAVES)
    verb, before = Verb(decision.verb), decision.before
    if thing.status not in LEAVES[verb]:
        raise NotAllowed(_("It does not stand any more as that decision left it, so it cannot be as before."))
    moves = before["status"] != thing.status
    if moves and thing.status == Status.HIDDEN and things.saves_of(thing) != before.get("saves", 0):
        raise NotAllowed(_("Its author has changed it since. Please read it, and decide about it as it stands now."))
    said = SAID_AS.get(before["status"], Verb.UNDO) if moves else Verb.UNDO
    taken_back = _write_down(moderator, decision, verb=said, **rules.about(thing))
    if moves:
        reasons = {"reasons": before["reasons"]} if before["reasons"] is not None else {}
        about = {"decision": taken_back.pk, "reason": taken_back.reason, **reasons}
        forum.put_back(row=thing, before=before, by=moderator, **about)
    things.reopen_case(thing, decision, taken_back)
    return taken_back


def _locked(moderator: Member, decision: Decision, *verbs: Decision.Verb) -> Row:
    """What the decision is about, locked, and then the decision itself; none of `verbs` was decided about it since."""
    thing = _thing(decision)
    if decision.verb not in OF_TOPICS:  # where a topic stands one may decide of one's own, too
        rules.may_decide(moderator, thing)
    thing = locked(thing)
    _lock(moderator, decision, Q(**rules.about(thing)), *verbs)
    return thing


def _thing(decision: Decision) -> Row:
    thing = decision.comment or decision.post
    if thing is None:
        raise NotAllowed(_("What this was about is gone."))
    return thing


def _lock(moderator: Member, decision: Decision, about: Q, *verbs: Decision.Verb) -> None:
    rules.may_undo(moderator, lock(Decision.objects.all()).get(pk=decision.pk))
    if (
        decision.verb in rules.LOOKED_AT_AGAIN
    ):  # of something hidden it comes after the reports: docs/decisions/locks.md
        lock(SecondLook.objects.filter(decision=decision)).first()
    _refuse_newer(decision, about, *verbs)


def _refuse_newer(decision: Decision, about: Q, *verbs: Decision.Verb) -> None:
    """What was decided and taken back since has changed nothing."""
    standing = Decision.objects.filter(about, verb__in=verbs, undone_by=None, undoes=None)
    if standing.filter(pk__gt=decision.pk).exists():
        raise rules.AlreadyDecided(_("Something else has been decided about this since. Take that back first."))


def _write_down(moderator: Member, decision: Decision, *, verb: Decision.Verb = Verb.UNDO, **about: Any) -> Decision:
    taken_back = Decision.objects.create(
        moderator=moderator,
        verb=verb,
        space=decision.space,
        reason=str(TAKEN_BACK) % {"reason": decision.reason[:470]},
        is_public=decision.is_public,
        **about,
    )
    Decision.objects.filter(pk=decision.pk).update(undone_by=taken_back)
    second_looks.answered(decision, taken_back)
    return taken_back


# --- masks and people who need peace ------------------------------------------------------------------------------


def _limit_again(moderator: Member, decision: Decision) -> Decision:
    """What a mask's wearer may, or is spared, is as it was."""
    thing = _locked(moderator, decision)
    if decision.mask is not None:
        _refuse_newer(decision, Q(mask=decision.mask), Verb(decision.verb))
        _put_limits_back(decision.mask, decision)
    taken_back = _write_down(moderator, decision, member=decision.member, mask=decision.mask, **rules.about(thing))
    if decision.member is not None:
        data = {"decision": decision.pk, "topic": post_of(thing).topic_id, "comment": decision.comment_id}
        record(verb="post.crisis_over", actor=moderator, target=post_of(thing), space_id=decision.space_id, data=data)
    return taken_back


def _put_limits_back(mask: Mask, decision: Decision) -> None:
    if decision.before:
        sealed.put_back(mask, decision.before["limits"])
    else:  # decided before that was written down
        sealed.lift(mask)


def _unsaid(moderator: Member, decision: Decision) -> Decision:
    """A word is taken back: what it answered waits again."""
    thing = _locked(moderator, decision, *LEAVES, Verb.WARN)
    taken_back = _write_down(moderator, decision, member=decision.member, mask=decision.mask, **rules.about(thing))
    things.reopen_case(thing, decision, taken_back)
    return taken_back


# --- topics ---------------------------------------------------------------------------------------------------------


def _move_back(moderator: Member, decision: Decision) -> Decision:
    thing, before = _locked(moderator, decision, Verb.MOVE), decision.before
    topic = post_of(thing).topic
    space = Space.objects.get(pk=before["space"])
    forum.move_back(
        actor=moderator, topic=topic, space=space, audience=before["audience"], version=before["version_after"]
    )
    decision.space = space
    return _write_down(moderator, decision, verb=Verb.MOVE, **rules.about(thing))


def _tag_again(moderator: Member, decision: Decision) -> Decision:
    thing, before = locked(_thing(decision)), decision.before
    forum.put_tags_back(actor=moderator, topic=post_of(thing).topic, before=before["tags"], after=before["tags_after"])
    _lock(moderator, decision, Q(**rules.about(thing)), Verb.RETAG)  # after the tags: docs/decisions/locks.md
    return _write_down(moderator, decision, verb=Verb.RETAG, **rules.about(thing))


def _arranged_as_before(moderator: Member, decision: Decision) -> Decision:
    thing = _thing(decision)
    rearranging.put_back(actor=moderator, before=decision.before)
    _lock(moderator, decision, Q(**rules.about(thing)), Verb.SPLIT, Verb.MERGE)
    thing.refresh_from_db()
    return _write_down(moderator, decision, **rules.about(thing))


def _closed_as_before(moderator: Member, decision: Decision) -> Decision:
    thing = locked(_thing(decision))
    forum.put_closing_back(actor=moderator, topic=post_of(thing).topic, before=decision.before["closing"])
    _lock(moderator, decision, Q(**rules.about(thing)), Verb.CLOSE, Verb.REOPEN)
    said = Verb.CLOSE if decision.verb == Verb.REOPEN else Verb.REOPEN
    return _write_down(moderator, decision, verb=said, **rules.about(thing))


# --- accounts and terms ---------------------------------------------------------------------------------------------


def _locked_row(moderator: Member, decision: Decision, rows: models.QuerySet[Any], *verbs: Decision.Verb) -> Any:
    """The suspension or term that was decided about, locked, with nothing decided about its member since."""
    if decision.member is None:
        raise NotAllowed(_("What this was about is gone."))
    _lock(moderator, decision, Q())
    lock(Member.objects.all()).get(pk=decision.member.pk)
    _refuse_newer(decision, Q(member=decision.member, space=decision.space), *verbs)
    row = lock(rows).filter(pk=decision.before["row"]).first()
    if row is None:
        raise NotAllowed(_("What this was about is gone."))
    return row


def _free_again(moderator: Member, decision: Decision) -> Decision:
    row = _locked_row(moderator, decision, Suspension.objects.all(), Verb.SUSPEND, Verb.LIFT)
    if row.until <= timezone.now():
        raise NotAllowed(_("This is over already."))
    suspensions.lift(suspension=row, by=moderator)
    record(verb="member.suspension_lifted", actor=moderator, target=row.member, data={"suspension": row.pk})
    return _write_down(moderator, decision, member=decision.member)


def _heard_again(moderator: Member, decision: Decision) -> Decision:
    row = _locked_row(moderator, decision, Silence.objects.all(), Verb.SILENCE)
    if row.until <= timezone.now() or row.lifted_at is not None:
        raise NotAllowed(_("This is over already."))
    silences.lift(row=row, by=moderator)
    return _write_down(moderator, decision, member=decision.member)


def _suspended_again(moderator: Member, decision: Decision) -> Decision:
    row = _locked_row(moderator, decision, Suspension.objects.all(), Verb.SUSPEND, Verb.LIFT)
    if row.until <= timezone.now():
        raise NotAllowed(_("This is over already."))
    suspensions.suspend_again(suspension=row)
    record(verb="member.suspended", actor=moderator, target=row.member, data={"suspension": row.pk})
    return _write_down(moderator, decision, member=decision.member)


def _not_appointed(moderator: Member, decision: Decision) -> Decision:
    row = _locked_row(moderator, decision, Appointment.objects.all(), Verb.APPOINT, Verb.END_TERM)
    if row.ended_at is not None or row.ends_at <= timezone.now():
        raise NotAllowed(_("This term is over already."))
    row.ended_at = timezone.now()
    row.save(update_fields=["ended_at"])
    return _write_down(moderator, decision, member=decision.member)


def _appointed_again(moderator: Member, decision: Decision) -> Decision:
    row = _locked_row(moderator, decision, Appointment.objects.all(), Verb.APPOINT, Verb.END_TERM)
    if row.ends_at <= timezone.now():
        raise NotAllowed(_("This term is over already."))
    row.ended_at = None
    row.save(update_fields=["ended_at"])
    return _write_down(moderator, decision, member=decision.member)


def _ask_again(moderator: Member, decision: Decision) -> Decision:
    """That an account's matter stays as it was is taken back: the second look waits again."""
    _lock(moderator, decision, Q())
    SecondLook.objects.filter(pk=decision.before["look"], answer=decision).update(answer=None)
    return _write_down(moderator, decision, member=decision.member, mask=decision.mask)


def _words_as_before(moderator: Member, decision: Decision) -> Decision:
    """What was added is removed, and what was removed is chosen again."""
    _lock(moderator, decision, Q())
    before = decision.before
    kind, name = next((kind, name) for kind, name in chosen_words.NAMED.items() if name in before)
    chosen_words.put_back(kind=kind, pk=before[name], stands=before["stood"])
    return _write_down(moderator, decision, verb=Verb.WORDS)


def _reasons_as_before(moderator: Member, decision: Decision) -> Decision:
    _lock(moderator, decision, Q())
    before = decision.before
    ready_reasons.put_back(use=before["use"], before=before["lines"], after=before["lines_after"])
    return _write_down(moderator, decision, verb=Verb.REASONS)


def _as_before_looking(moderator: Member, decision: Decision) -> Decision:
    return (_ask_again if "look" in decision.before else _stand_again)(moderator, decision)


UNDO: dict[Decision.Verb, Callable[[Member, Decision], Decision]] = {
    **dict.fromkeys(LEAVES, _stand_again),
    Verb.UPHOLD: _as_before_looking,
    Verb.RESTRICT: _limit_again,
    Verb.CRISIS: _limit_again,
    Verb.MOVE: _move_back,
    Verb.RETAG: _tag_again,
    Verb.SPLIT: _arranged_as_before,
    Verb.MERGE: _arranged_as_before,
    Verb.CLOSE: _closed_as_before,
    Verb.REOPEN: _closed_as_before,
    Verb.WARN: _unsaid,
    Verb.SILENCE: _heard_again,
    Verb.SUSPEND: _free_again,
    Verb.LIFT: _suspended_again,
    Verb.APPOINT: _not_appointed,
    Verb.END_TERM: _appointed_again,
    Verb.WORDS: _words_as_before,
    Verb.REASONS: _reasons_as_before,
}
