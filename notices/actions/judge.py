"""The one gate of the attention treaty: looks, just before a message goes, at everything that could forbid it.

What is asked of which kind stands in `notices/treaty.py`. The budget and whether somebody is to be left in peace are
`nudges`', an app to the right, and known here by name.
"""

from __future__ import annotations

from datetime import datetime

from django.db.models import Max
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from masks import sealed
from members.models import Member
from members.queries import community
from notices import hours, treaty
from notices.kinds import KINDS, Kind
from notices.models import Message
from notices.rules import Drop, Go, Hush, Verdict, Wait, may_be_mailed, may_come_now, readable_by, still_heard, told_of

BUDGET, GIVE_BACK = "nudges.actions.budget.guard", "nudges.actions.budget.give_back"
PEACE, TRIAL = "nudges.actions.budget.peace", "nudges.actions.trials.by_lot"


def judge(message: Message, now: datetime) -> Verdict:
    """May this message go now? A yes to what counts in the budget takes its place there, in this transaction, and a
    lot that is drawn is written down.
    """
    kind, terms = KINDS.get(message.kind), treaty.terms_of(message.kind)
    if kind is None or terms is None:
        return Drop(_("There is no such message any more."))
    if message.member is None:
        return _judge_masked(message, kind, now)
    if isinstance(barred := may_be_mailed(message.member, kind, now, way=message.data.get("way", "")), Drop):
        return barred
    if _rests(kind, now):
        return Drop(_("The community was put back from a backup: you may have had it already."))
    if isinstance(untrue := is_true(message, message.member), Drop | Hush):
        return untrue
    called = bool(message.data.get("called"))
    if isinstance(hour := may_come_now(message.member, kind, now, called=called), Wait):
        return hour
    if isinstance(soon := _is_apart(message, now), Wait):
        return soon
    if terms.budget:
        return import_string(BUDGET)(message, message.member, now)
    if terms.trial:
        return import_string(TRIAL)(message, message.member, now)
    return in_peace(message, message.member, now)


def _rests(kind: Kind, now: datetime) -> bool:
    """For a day after a backup was put back nothing is suggested: days of it would come at once, and for the second time."""
    until = community().suggestions_rest_until
    return until is not None and now < until and treaty.purpose_of(kind.name) in treaty.OF_ITS_OWN_ACCORD


def in_peace(message: Message, member: Member, now: datetime) -> Verdict:
    """What asks for something is not for who has enough on their mind. Of a mask's letter this is asked of the wearer."""
    terms = treaty.terms_of(message.kind)
    return import_string(PEACE)(message, member, now) if terms is not None and terms.peace else Go()


def give_back(message: Message) -> None:
    """It will not be sent: what the budget took for it is free for another."""
    terms = treaty.terms_of(message.kind)
    if terms is not None and terms.budget:
        import_string(GIVE_BACK)(message)


def _judge_masked(message: Message, kind: Kind, now: datetime) -> Verdict:
    """Of a mask only the hours are looked at here, and those of the community: the hour at which its mail leaves
    would tell the wearer's time zone. All else is asked inside `masks.sealed`.
    """
    if kind.always or hours.is_awake(now, community().time_zone):
        return _is_apart(message, now)
    return Wait(hours.next_awake(now, community().time_zone))


def _is_apart(message: Message, now: datetime) -> Go | Wait:
    """What is told of at most once a day waits for that day to be over."""
    terms = treaty.terms_of(message.kind)
    if terms is None or terms.apart is None:
        return Go()
    same = Message.objects.filter(member=message.member_id, mask=message.mask_id, kind__in=terms.kinds)
    last = same.exclude(pk=message.pk).filter(state=Message.State.SENT).aggregate(last=Max("sent_at"))["last"]
    return Go() if last is None or last + terms.apart <= now else Wait(last + terms.apart)


def is_true(message: Message, member: Member) -> Go | Drop | Hush:
    """Is there still anything in it that this member has not read and may read?"""
    if not message.data.get("notices"):
        return Go()
    found = list(told_of(message).values_list("pk", "read_at", "actor_mask_id", "actor_id"))
    if not found:
        return Drop(_("It was taken back."))
    unread = {pk for pk, read_at, *_rest in found if read_at is None}
    if not unread:
        return Drop(_("You had read it in the page already."))
    if readable := list(readable_by(member).filter(pk__in=unread)):
        return Go() if still_heard(member, readable) else Drop(_("You chose to hear less of it."))
    masks = set(sealed.mine(member))
    if any(mask in masks or (message.mask_id and actor == member.pk) for _pk, _read, mask, actor in found):
        return Hush()
    return Drop(_("You cannot see the topic any more, or there is a block between you."))
