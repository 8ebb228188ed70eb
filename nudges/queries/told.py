"""What was done so that somebody answers, for whoever asked."""

from __future__ import annotations

from django.db.models import Count, Q
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from forum.models import Topic
from nudges.models import Summons
from nudges.queries.calls import this_morning
from nudges.waves import EACH_MORNING
from web.numbers import in_words


def so_far(topic: Topic) -> str:
    """How many people were asked about it, in words. One query."""
    this = Q(wave=EACH_MORNING.number, at__gte=this_morning(timezone.now()))
    found = Summons.objects.filter(topic=topic, kind__in=[Summons.Kind.ANSWER, Summons.Kind.STORY, Summons.Kind.ASK])
    count = found.aggregate(people=Count("pk"), more=Count("pk", filter=this))
    people, more = count["people"], count["more"]
    if not people:
        return _("Nobody is awake who could be asked. They are asked when their morning comes.")
    if not more or more == people:
        words = ngettext("One person was asked.", "%(n)s people were asked.", people)
    else:
        words = ngettext(
            "%(n)s person was asked; %(more)s of them this morning.",
            "%(n)s people were asked; %(more)s of them this morning.",
            people,
        )
    return capfirst(words % {"n": in_words(people), "more": in_words(more)})
