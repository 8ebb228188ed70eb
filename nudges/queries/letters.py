"""What stands in the letters that suggest something."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from forum.models import HelpedMark
from members.models import Hello, Member
from notices.models import Message
from notices.queries.links import quiet
from nudges.queries.facts import reachable_hello
from nudges.queries.pairs import WEEK_TWO_ASKED

LONGEST_QUOTE = 280  # characters


def welcome(message: Message, member: Member) -> dict[str, Any]:
    """For `emails/nudges/welcome`: the first reachable greeter, their words, how many others said hello."""
    hello = reachable_hello(member)
    assert hello is not None  # the guard has just seen it
    return {
        "signed_by": hello.author,
        "quote": hello.words[:LONGEST_QUOTE],
        "others": Hello.objects.filter(newcomer=member).exclude(pk=hello.pk).count(),
        "url": settings.SITE_URL + member.get_absolute_url(),
        "author_url": settings.SITE_URL + hello.author.get_absolute_url(),
    }


def reciprocity(message: Message, member: Member) -> dict[str, Any]:
    """For `emails/nudges/reciprocity`: what the member once wrote to whoever helped, and the question that waits."""
    assert message.topic is not None
    mark = HelpedMark.objects.filter(post=message.data.get("post"), member=member).first()
    return {
        "helper": Member.objects.people().filter(pk=message.data.get("helper")).first(),
        "quote": mark.what_changed if mark is not None else "",
        "url": settings.SITE_URL + quiet(message.topic.get_absolute_url(), message.topic),
    }


def stay(message: Message, member: Member) -> dict[str, Any]:
    """For `emails/nudges/stay`."""
    return {"url": settings.SITE_URL + stay_path(member)}


def check_in(message: Message, member: Member) -> dict[str, Any]:
    """For `emails/nudges/plain`: to one of a pair; neither the other nor what they walk toward is named."""
    if message.data.get("occasion") == WEEK_TWO_ASKED:
        first = _("Two weeks ago you began to write to somebody here. How is it going?")
    else:
        first = _("Around now you two wanted to look in on each other. How is it going?")
    return {
        "paragraphs": [
            first,
            _("If you’d like, write a line: how it goes, or just hello. A hello with no question in it is often "
              "easiest to answer. Not today is fine too, and a quiet time undoes nothing."),
        ],
        "action": _("Write a line"),
        "url": settings.SITE_URL + reverse("mentorship:pair", args=[message.data["pair"]]),
    }  # fmt: skip


def term(message: Message, member: Member) -> dict[str, Any]:
    """For `emails/nudges/plain`: to a mentor in the last week of a term."""
    return {
        "paragraphs": [
            _("Your eight weeks end in a few days. Would you like eight more, or a rest? Both are fine."),
            _("If you do nothing, nobody new can ask you after that, and whoever you walk with stays."),
        ],
        "action": _("Choose on your page"),
        "url": settings.SITE_URL + reverse("mentorship:term"),
    }


def stay_path(member: Member) -> str:
    """The page with the three answers."""
    try:
        return reverse("members:stay")
    except NoReverseMatch:
        return member.get_absolute_url()
