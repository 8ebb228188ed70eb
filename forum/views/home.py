"""The front door: the landing page for a visitor, for a member what they can do here today that matters."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers

from forum import rules
from forum.queries import helping, spaces
from forum.queries.common_ground import in_common
from forum.queries.first_answers import how_soon
from forum.queries.lists import any_member
from forum.views import sentences
from forum.views.lists import tabs, wants_part
from members.models import Member
from members.queries import newcomers
from members.queries.ahead import one_step_ahead
from members.queries.path import paths_reached
from members.views import landing
from members.zones import zone
from mentorship.queries import guides
from moderation.queries.beginning import for_home
from notices.models import Notice
from notices.queries import bell
from notices.queries.own_questions import OpenQuestion, open_questions
from nudges.models import Summons
from nudges.queries.greeters import my_greeter
from nudges.queries.summons import open_for
from recognition.queries import tags_of_help, this_week
from routing.own import fit_for
from web import pagecache
from web.prepared import Prepared

TO_GREET = Prepared(
    lambda viewer, but: newcomers.to_greet(any_member(viewer)).exclude(pk__any_of=but)[: newcomers.SHOWN]
)
HELP = "help"  # the name of the cursor behind "Show different ones"


@require_safe
@vary_on_headers("HX-Request")
@pagecache.cached(lambda request: request.path)
def front(request: HttpRequest) -> HttpResponse:
    """`/`: an account that waits for a yes sees what a visitor sees."""
    member = rules.reader(request.user)
    return landing.landing(request) if member is None else home(request, member)


def home(request: HttpRequest, member: Member) -> HttpResponse:
    """What is one's own comes first, then who is called for, then suggestions. No question and no person stands on it
    twice.
    """
    places = spaces.open_to(member)  # first, for it says what they tend as well, and nothing asks that again
    summons = open_for(member)
    own = whats_mine(member, summons)
    told = {*topics_of(summons), *topics_of([line.notice for line in own["waiting"]])}
    knows = knowledge(member)
    fit = fit_for(knows, timezone.now())
    asks = helping.where_you_can_help(member, knows, request.GET.get(HELP, ""), but=told, fit=fit)
    suggested = {"asks": asks, "again": HELP in request.GET}
    if wants_part(request):
        return render(request, "forum/_where_you_can_help.html", suggested | {"part": True})
    context = suggested | own | {"spaces": places} | around(request, member, summons, own, asks)
    response = render(request, "forum/home.html", context)
    if shows_masks(own["waiting"], own["open_questions"]):
        response["Cache-Control"] = "no-store"
    return response


def around(
    request: HttpRequest, member: Member, summons: list[Summons], own: dict[str, Any], asks: helping.Asks
) -> dict[str, Any]:
    """Who is called for, and what greets the member; `own` as in `whats_mine`."""
    greet = called_to_greet(summons)
    people = TO_GREET(viewer=member.pk, but=greet)
    called_to = [one.topic for one in summons if one.topic]
    mine, new = len(own["waiting"]) + own["answered"], len(people) + len(greet)
    now = timezone.now().astimezone(zone(member.time_zone))
    greeting = my_greeter(member, now)
    return {
        "beginning": for_home(member),
        "greeting": greeting,
        "common": in_common(member, greeting.person) if greeting and greeting.person else [],
        "ahead": one_step_ahead(member, now),
        "guides": guides.for_home(member),
        "summons": summons,
        "newcomers": people,
        "week": this_week(member),
        "tabs": tabs(request),
        "moment": sentences.moment(now),
        "sentence": sentences.greeting(member, asks, waiting=mine, newcomers=new, now=now, called_to=called_to),
        "page": "home",
        "user": member,
    }


def whats_mine(member: Member, summons: list[Summons]) -> dict[str, Any]:
    """What is told to the member, and their open questions: an answer to one of these is said beside the question.

    `answered`: how many of them have news. `unread_notices` is of the bell, which would ask the same again.
    """
    asked = open_questions(member)
    said = {number for question in asked for number in question.news}
    waiting, unread = bell.waiting(member, but=topics_of(summons), greet=called_to_greet(summons), said=said)
    told = topics_of([line.notice for line in waiting])
    shown = [question for question in asked if question.topic.pk not in told]
    answered = sum(bool(question.news) for question in shown)
    still_wait = any(not question.topic.answer_count for question in shown)
    return {
        "waiting": waiting,
        "unread_notices": unread,
        "open_questions": shown,
        "answered": answered,
        "how_soon": how_soon() if still_wait else "",
    }


def shows_masks(waiting: Iterable[bell.Line], mine: Iterable[OpenQuestion]) -> bool:
    """Does the page say which masks are the member's own?"""
    return any(line.notice.is_masked for line in waiting) or any(one.topic.is_masked for one in mine)


def topics_of(rows: Iterable[Summons] | Iterable[Notice]) -> set[int]:
    return {row.topic_id for row in rows if row.topic_id is not None}


def called_to_greet(summons: Iterable[Summons]) -> list[int]:
    return [one.newcomer_id for one in summons if one.newcomer_id]


def knowledge(member: Member) -> helping.Knowledge:
    """What they listed, the tags in which help was confirmed, theirs to others and others' to them, and the paths whose
    goal they reached.
    """
    walked = paths_reached(member)
    return helping.Knowledge(member.can_help_with, member.rather_not, *tags_of_help(member), walked)
