"""Between two: thanks, help, letters and pairs, and how somebody looked after the place."""

from __future__ import annotations

import os
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.html import format_html

from activity import locks
from forum.actions import bulk
from forum.models import Appointment
from mentorship.actions.pairs import close
from mentorship.models import CheckIn, Draw, Letter, Mentor, Mentorship, Request
from moderation.models import Report, SecondLook
from privacy.actions.erasing.common import BATCH, Leaving, change_some, delete_some, gone_words, show_nothing, some
from recognition.models import Help, Thanks

TAG_BYTES = 32


def thanks(leaving: Leaving) -> bool:
    """Thanks that they gave: they stay under the former member, or go. Those that they got stay with the post."""
    keys = some(Thanks.objects.filter(member=leaving.member))
    topics = sorted(set(Thanks.objects.filter(pk__in=keys).values_list("post__topic", flat=True)))
    bulk.touch(topics=topics)
    given = Thanks.objects.filter(pk__in=keys)
    if leaving.takes_words:
        locks.delete(given)
    else:
        _anew(given, "giver_tag", leaving)
    return len(keys) == BATCH


def _anew(rows: QuerySet[Any], column: str, leaving: Leaving, **values: Any) -> None:
    """Under the former member, with a tag that leads nowhere: two of theirs on one thing are two."""
    for row in locks.lock(rows):
        row.member = leaving.former
        for name, value in ({column: os.urandom(TAG_BYTES)} | values).items():
            setattr(row, name, value)
        row.save()


def help_rows(leaving: Leaving) -> bool:
    """A hello is between the two and goes; that an answer helped stays."""
    mine = Help.objects.filter(Q(helper=leaving.member) | Q(helped=leaving.member))
    if delete_some(mine.filter(kind=Help.Kind.GREETING)):
        return True
    first = change_some(Help.objects.filter(helper=leaving.member), helper=leaving.former)
    return change_some(Help.objects.filter(helped=leaving.member), helped=leaving.former) or first


def pairs(leaving: Leaving) -> bool:
    """Their pairs end, and stay with whoever walked with them."""
    own = Mentor.objects.filter(member=leaving.member).first()
    mine = Q(mentee=leaving.member) | (Q(mentor=own) if own else Q())
    keys = some(Mentorship.objects.filter(mine))
    for pair in locks.lock(Mentorship.objects.filter(pk__in=keys)):
        if pair.ended_at is None:
            close(pair=pair, by=None)
        if pair.mentee_id == leaving.member.pk:
            pair.mentee = leaving.former
            CheckIn.objects.filter(mentorship=pair).update(feeling="")
        if own is not None and pair.mentor_id == own.pk:
            pair.mentor = _former_mentor(leaving)
        pair.save(update_fields=["mentor", "mentee"])
    return len(keys) == BATCH


def _former_mentor(leaving: Leaving) -> Mentor:
    """Nobody is asked by it, since its term is over."""
    now = timezone.now()
    told = {"briefing_read_at": now, "term_ends_at": now, "ended_at": now}
    return Mentor.objects.get_or_create(member=leaving.former, defaults=told)[0]


def letters(leaving: Leaving) -> bool:
    mine = Letter.objects.filter(author=leaving.member)
    if not leaving.takes_words:
        return change_some(mine, author=leaving.former)
    show_nothing("letter", some(mine))
    html = format_html("<p>{}</p>", gone_words())
    return change_some(mine, author=leaving.former, body=gone_words(), html=html)


def requests(leaving: Leaving) -> bool:
    """Whom they asked and who asked them; what was said in it was for the two alone, and goes."""
    asked = Request.objects.filter(mentee=leaving.member)
    open_ones = asked.filter(state=Request.State.ASKED)
    if change_some(open_ones, state=Request.State.WITHDRAWN, answered_at=timezone.now()):
        return True
    return change_some(asked, mentee=leaving.former, words="", reasons=[], goal=None)


def asked_as_mentor(leaving: Leaving) -> bool:
    got = Request.objects.filter(mentor__member=leaving.member)
    former = _former_mentor(leaving)
    if change_some(got.filter(state=Request.State.ASKED), state=Request.State.PASSED_ON, answered_at=timezone.now()):
        return True
    return change_some(got, mentor=former, answer="")


def mentor(leaving: Leaving) -> bool:
    own = Mentor.objects.filter(member=leaving.member)
    locks.update(Draw.objects.filter(mentor__in=own), mentor=None)
    locks.update(Request.objects.filter(suggested__in=own), suggested=None)
    return False


def mentor_goes(leaving: Leaving) -> bool:
    return delete_some(Mentor.objects.filter(member=leaving.member))


def terms(leaving: Leaving) -> bool:
    """They tend no space any more; that they did stays."""
    mine = Appointment.objects.filter(member=leaving.member)
    if change_some(mine.filter(ended_at=None), ended_at=timezone.now()):
        return True
    return change_some(mine, member=leaving.former)


def cases(leaving: Leaving) -> bool:
    """What they reported stays as a case, without their words."""
    keys = some(Report.objects.filter(member=leaving.member))
    _anew(Report.objects.filter(pk__in=keys), "reporter_tag", leaving, note="")
    return len(keys) == BATCH


def second_looks(leaving: Leaving) -> bool:
    return change_some(SecondLook.objects.filter(member=leaving.member), member=leaving.former, words="")
