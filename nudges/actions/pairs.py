"""Those who walk together: how is it going, and a week before the end of a mentor's term, renew or rest."""

from __future__ import annotations

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from activity.models import Event
from members.models import Member
from mentorship.models import Letter, Mentor, Mentorship
from notices.actions import outbox
from notices.actions.tell import take_back, tell
from nudges.policy import QUIET, Nudge
from nudges.queries import pairs

AT_ONCE = 500  # people that one run asks; the next run, an hour later, asks the rest


def ask_how_it_goes() -> int:
    """Hourly: asks both of a pair, in the page and by mail, where it has been quiet. Says how many people."""
    due = pairs.check_ins(timezone.now(), AT_ONCE)
    people = Member.objects.in_bulk({id for one in due for id in (one.member_id, one.other_id)})
    return sum(_ask(one, people[one.member_id], people[one.other_id]) for one in due)


@transaction.atomic
def _ask(due: pairs.Due, member: Member, other: Member) -> bool:
    """The message is what says that it was asked: the notice goes as soon as one of the two writes."""
    queued = outbox.queue(
        to=member,
        kind=Nudge.CHECK_IN,
        dedupe_key=f"{due.key}:{member.pk}",
        why=_why(due),
        data={"pair": due.pair_id, "occasion": due.occasion},
    )
    if queued is None:
        return False
    data = {"path": reverse("mentorship:pair", args=[due.pair_id])}
    tell(to=member, kind=Nudge.CHECK_IN, dedupe_key=due.key, actor=other, data=data)
    return True


def _why(due: pairs.Due) -> Promise:
    if due.occasion == pairs.WEEK_TWO_ASKED:
        return _("You began to walk together two weeks ago. It is asked once, and not while you write to each other.")
    return _("You wanted to look in on each other around now. It is asked once for each time that you agreed on.")


def wrote(event: Event) -> None:
    """On mentorship.letter and mentorship.ended: while there are letters, or none are to come, nobody is asked."""
    pair_id: int | None = event.target_id
    if event.target_kind == Letter._meta.label_lower:
        pair_id = Letter.objects.filter(pk=event.target_id).values_list("mentorship_id", flat=True).first()
    fresh = Letter.objects.filter(mentorship=pair_id, at__gt=timezone.now() - QUIET)
    walking_on = Mentorship.objects.filter(pk=pair_id or 0, ended_at__isnull=True)
    if fresh.exists() or not walking_on.exists():
        take_back(prefix=f"check_in:{pair_id}:")


def ask_to_renew() -> int:
    """Hourly: asks mentors in the last week of their term, in the page and by mail. Says how many."""
    asked = [_ask_to_renew(mentor) for mentor in pairs.unasked_terms(timezone.now(), AT_ONCE)]
    return sum(asked)


@transaction.atomic
def _ask_to_renew(mentor: Mentor) -> bool:
    key = f"term:{mentor.pk}:{mentor.term_ends_at:%Y-%m-%d}"
    queued = outbox.queue(
        to=mentor.member,
        kind=Nudge.TERM,
        dedupe_key=f"{key}:{mentor.member_id}",
        why=_("Your term as a mentor ends in a week. It is asked once for each term."),
        data={"mentor": mentor.pk},
    )
    if queued is not None:
        tell(to=mentor.member, kind=Nudge.TERM, dedupe_key=key, data={"path": reverse("mentorship:term")})
    return queued is not None


def term_chosen(event: Event) -> None:
    """On mentor.renewed and mentor.stopped: whoever has chosen need not be asked any more."""
    if not pairs.ending_terms(timezone.now()).filter(pk=event.target_id).exists():
        take_back(prefix=f"term:{event.target_id}:")
