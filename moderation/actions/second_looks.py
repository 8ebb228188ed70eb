"""Whoever was decided about asks for another look; what comes of it at an account is said here, too."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from activity.locks import lock
from activity.record import record
from forum.models import Row, post_of
from masks.hours import now_for
from members.models import Member
from members.rules import NotAllowed
from moderation import rules
from moderation.actions import things
from moderation.models import Decision, SecondLook

Verb = Decision.Verb


@transaction.atomic
def ask(*, actor: Member, decision: Decision, words: str) -> SecondLook:
    """It waits on the desk, with their words. The view has checked that it is about them."""
    thing = decision.comment or decision.post
    if decision.verb != Verb.HIDE:
        return _ask_about_account(decision, thing, words)
    if thing is None:
        raise NotAllowed(_("What this was about is gone."))
    thing = things.locked_unless_decided(thing, seen=None)
    decision = Decision.objects.select_related("space").get(pk=decision.pk)
    rules.may_ask_second_look(decision, thing)
    row = _write_down(decision, words, thing, **rules.about(thing))
    post = post_of(thing)
    data = {"decision": decision.pk, "topic": post.topic_id, "comment": decision.comment_id}
    record(verb="post.second_look", actor=row, target=post, space_id=decision.space_id, data=data)
    return row


def _ask_about_account(decision: Decision, thing: Row | None, words: str) -> SecondLook:
    """The ledger hears nothing: what is between somebody and those who tend stays there."""
    decision = lock(Decision.objects.select_related("member", "mask")).get(pk=decision.pk)
    rules.may_ask_second_look(decision, thing)
    return _write_down(decision, words, decision)


def _write_down(decision: Decision, words: str, who: Row | Decision, **about: object) -> SecondLook:
    row = SecondLook(decision=decision, words=words, member=who.member, mask=who.mask, **about)
    row.at = now_for(row)
    row.save()
    return row


@transaction.atomic
def leave_as_it_is(*, moderator: Member, look: SecondLook, reason: str) -> Decision:
    """Somebody else has looked again at what was done to an account, and it stays so. Raises NotAllowed."""
    decision = lock(Decision.objects.all()).get(pk=look.decision_id)
    look = lock(SecondLook.objects.filter(post=None)).get(pk=look.pk)
    rules.may_look_again(moderator, decision)
    if look.answer_id is not None or not rules.holds(decision, None):
        raise rules.AlreadyDecided(_("This has been looked at already, or is over."))
    made = Decision.objects.create(
        moderator=moderator,
        verb=Verb.UPHOLD,
        space=decision.space,
        member=decision.member,
        mask=decision.mask,
        reason=rules.reason_for(Verb.UPHOLD, reason),
        is_public=False,
        before={"look": look.pk},
    )
    answered(decision, made)
    return made


def answered(decision: Decision, answer: Decision) -> None:
    """The second look that was asked for at a locked decision about an account has its answer, and its asker hears it."""
    for look in SecondLook.objects.filter(decision=decision, answer=None, post=None):
        SecondLook.objects.filter(pk=look.pk).update(answer=answer)
        record(verb="account.looked_again", actor=answer.moderator, target=look, data={"decision": decision.pk})
