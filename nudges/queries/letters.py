"""What stands in the letters that suggest something."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.urls import NoReverseMatch, reverse

from forum.models import HelpedMark
from members.models import Hello, Member
from notices.models import Message
from notices.queries.links import quiet
from nudges.queries.facts import reachable_hello

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


def stay_path(member: Member) -> str:
    """The page with the three answers."""
    try:
        return reverse("members:stay")
    except NoReverseMatch:
        return member.get_absolute_url()
