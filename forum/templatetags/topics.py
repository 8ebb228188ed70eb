"""Rows of topics as lists show them."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from django import template
from django.template.context import Context
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.utils.translation import ngettext

from forum.models import Bookmark, Post, Space, Status, Tag, Topic
from forum.queries.closing import Closed
from forum.queries.helping import BEEN_HELPED, HAS_HELPED, LISTED, SAME_PATH, Ask
from forum.templatetags.rows import HEARD, Line, drawn, heard_words, new_since, post_address, unread_place
from notices.queries.own_questions import OpenQuestion
from web.numbers import in_words
from web.plurals import forms
from web.templatetags.ui import when
from writing import dates

register = template.Library()

LONG_WAIT_HOURS = 24  # beyond that, a number of hours is a reproach


def replies(topic: Topic) -> list[str]:
    """What came of a topic so far: "4 answers", "one helped"."""
    count = topic.answer_count
    if not topic.is_question:
        return [ngettext("%(n)d reply", "%(n)d replies", count) % {"n": count}] if count else [_("no reply yet")]
    closed = topic.closed_at is not None
    if not count:
        return [_("closed")] if closed else [_("no answer yet")]
    answers = ngettext("%(n)d answer", "%(n)d answers", count) % {"n": count}
    if not topic.helped_count:
        return [answers, _("closed") if closed else _("still open")]
    helped = ngettext("%(n)s helped", "%(n)s helped", topic.helped_count) % {"n": in_words(topic.helped_count)}
    return [answers, helped]


def state(topic: Topic) -> list[str]:
    """Why others do not see it: shown to whoever tends the space."""
    if topic.status == Status.HELD:
        return [_("waits for somebody who tends this space")]
    if topic.status == Status.HIDDEN:
        return [_("hidden")]
    return []


class Bumped:
    """The time of a topic's newest post. A whole hour was written behind a mask, and is said as an hour."""

    def __init__(self, topic: Topic) -> None:
        self.at = topic.bumped_at
        whole = (self.at.minute, self.at.second, self.at.microsecond) == (0, 0, 0)
        self.mask_id = topic.mask_id or topic.pk if whole else None


@register.simple_tag(takes_context=True)
def topic_row(context: Context, topic: Topic, with_space: Any = True, **more: str) -> SafeString:
    """One topic in a list. `more`: why, excerpt, act_href, act_label."""
    line = Line(
        href=topic.get_absolute_url(),
        title=topic.title,
        who=topic.author,
        space=topic.space if with_space is not False else None,
        facts=[topic.author.shown_name, *replies(topic), *state(topic), when(context, Bumped(topic))],
        new_since=unread_since(context, topic),
        **more,
    )
    return drawn(line)


def unread_since(context: Context, topic: Topic) -> str:
    """What is new to the reader in a topic; a placeholder in a page that is made for any of them."""
    placeholder: Callable[[str], SafeString] | None = getattr(context.get("user"), "placeholder", None)
    if placeholder is not None:
        return placeholder(unread_place(topic.pk))
    unread = getattr(topic, "unread", None)
    return new_since(post_address(topic.get_absolute_url(), unread), topic.title) if unread else ""


@register.simple_tag(takes_context=True)
def ask_row(context: Context, ask: Ask) -> SafeString:
    """A question that somebody could help with, why they see it, and the way to answer."""
    topic = ask.topic
    line = Line(
        href=topic.get_absolute_url(),
        title=topic.title,
        who=topic.author,
        space=topic.space,
        why=why(ask),
        facts=[topic.author.shown_name, *waits(topic)],
        act_href=f"{topic.get_absolute_url()}#reply",
        act_label=_("Answer"),
    )
    return drawn(line)


def waits(topic: Topic) -> list[str]:
    """How long somebody has waited for a first answer. A masked question is no younger than its hour."""
    if topic.answer_count:
        return replies(topic)[:1]
    hours = int((timezone.now() - topic.created_at).total_seconds() // 3600)
    if hours < 1 or hours >= LONG_WAIT_HOURS:
        return [_("no answer yet")]
    return [ngettext("waiting %(n)d hour", "waiting %(n)d hours", hours) % {"n": hours}]


def why(ask: Ask) -> str:
    """The reason in words."""
    unanswered = ask.topic.answer_count == 0
    if ask.reason == LISTED:
        return _("You listed “%(about)s” as something you can help with.") % {"about": ask.about}
    if ask.reason == SAME_PATH:
        words = _("Whoever asks is on the path “%(about)s”, where you have been.")
        later = _("Whoever asks is on the path “%(about)s”, where you have been, and nobody has answered yet.")
        return (later if unanswered else words) % {"about": ask.about}
    if ask.reason in (BEEN_HELPED, HAS_HELPED) and ask.at is not None:
        month = (dates.month_alone if ask.at.year == timezone.now().year else dates.month)(ask.at)
        return WHYS[ask.reason, unanswered] % {"about": ask.about, "month": month}
    return _("Nobody has answered yet.") if unanswered else ""


WHYS = {
    (BEEN_HELPED, True): _lazy("You were helped with “%(about)s” in %(month)s, and nobody has answered yet."),
    (BEEN_HELPED, False): _lazy("You were helped with “%(about)s” in %(month)s."),
    (HAS_HELPED, True): _lazy(
        "Your answer about “%(about)s” helped somebody in %(month)s, and nobody has answered yet."
    ),
    (HAS_HELPED, False): _lazy("Your answer about “%(about)s” helped somebody in %(month)s."),
}


OWN_STATES: dict[str, Any] = {
    Status.WAITING: _lazy("goes out in two minutes"),
    Status.HELD: _lazy("waits for somebody who tends this space"),
    Status.HIDDEN: _lazy("hidden by somebody who tends this space"),
}


@register.simple_tag(takes_context=True)
def own_row(context: Context, post: Post) -> SafeString:
    """One's own post: in which topic, under which name, and whether others see it."""
    name = [_("as %(name)s") % {"name": post.author.shown_name}] if post.is_masked else []
    waits = [OWN_STATES[post.status]] if post.status in OWN_STATES else []
    deed = _("you began it") if post.is_opening else _("your reply")
    return _post_row(post, post.words, [deed, *name, *waits, when(context, post)])


@register.filter
def since_you_looked(question: OpenQuestion) -> str:
    """ "Two answers since you looked"."""
    number = len(question.news)
    words = ngettext("%(n)s answer since you looked", "%(n)s answers since you looked", number)
    return capfirst(words % {"n": in_words(number)})


@register.filter
def came_of_own(question: OpenQuestion) -> list[str]:
    """Whether others see it; if they do, what came of it where nothing new is said already."""
    topic = question.topic
    if topic.status in OWN_STATES:
        return [OWN_STATES[topic.status]]
    return [] if question.news else replies(topic)


@register.simple_tag(takes_context=True)
def saved_row(context: Context, bookmark: Bookmark) -> SafeString:
    """A saved post."""
    post = bookmark.post
    return _post_row(post, bookmark.words, [post.author.shown_name, when(context, post)])


def _post_row(post: Post, words: str, facts: list[Any]) -> SafeString:
    line = Line(
        href=post_address(post.topic.get_absolute_url(), post.pk),
        title=post.topic.title,
        who=post.author,
        excerpt=words,
        space=post.topic.space,
        facts=facts,
    )
    return drawn(line)


@register.simple_tag
def news_of(topic: Topic) -> str:
    """What the script says of answers that came while the page was open, for any number of them."""
    return json.dumps(forms(_new_answers if topic.is_question else _new_replies), ensure_ascii=False)


def _new_answers(number: int) -> str:
    return ngettext("%n new answer", "%n new answers", number)


def _new_replies(number: int) -> str:
    return ngettext("%n new reply", "%n new replies", number)


@register.filter
def came_of_it(topic: Topic) -> str:
    """ "4 answers, one helped"."""
    return ", ".join(replies(topic))


@register.simple_tag
def closed_because(closed: Closed) -> SafeString:
    """ "Closed as a duplicate; the same was asked in …" with a link to each."""
    words = format_html(': <span dir="auto">{}</span>', closed.words) if closed.words else ""
    topics = [(topic.get_absolute_url(), topic.title) for topic in closed.topics]
    here = format_html_join(", ", '<a href="{}" dir="auto">{}</a>', topics)
    outside = format_html_join(
        ", ", '<a href="{0}" rel="nofollow noopener">{0}</a>', [(at,) for at in closed.elsewhere]
    )
    places = format_html_join(", ", "{}", [(several,) for several in (here, outside) if several])
    head = format_html("<b>{}</b>{}", closed.said, words)
    if not places:
        return format_html("{}.", head)
    return SafeString(_("%(closed)s; the same was asked in %(places)s.") % {"closed": head, "places": places})


@register.simple_tag(takes_context=True)
def hears_link(context: Context, about: Topic | Tag | Space) -> SafeString:
    """The way to what the reader hears of this, which has `.heard`; in a list made for any of them with a placeholder."""
    kind = str(about._meta.model_name)
    place: Callable[[str], SafeString] | None = getattr(context["user"], "placeholder", None)
    heard = place(HEARD) if place and kind != "topic" else heard_words(vars(about)["heard"])
    return render_to_string("forum/_hears.html", {"kind": kind, "pk": about.pk, "heard": heard})
