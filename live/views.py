"""What an open page asks now and then: what is new, and what it may listen to until it asks again."""

from __future__ import annotations

import time

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from forum import rules
from forum.queries.topic import appeared
from live import publish, tokens
from members.rules import may_write
from notices.queries import bell
from web.http import member_of, or_404, signed_in

MOST_KNOWN = 100  # posts of one page and what was added to it


def look(request: HttpRequest) -> HttpResponse:
    """The time is taken before anything is read, even who asks: whoever is told off meanwhile gets a void token."""
    return _look(request, getattr(request, "began", time.time()))


@signed_in
@never_cache
@require_safe
def _look(request: HttpRequest, began: float) -> HttpResponse:
    """The bell as it is now, `new` posts of the `topic` that the page does not `know`, and a token for the stream.

    Refused where the account may not write (nothing is told live meanwhile), 404 where the topic cannot be read.
    """
    member = member_of(request)
    may_write(member)
    topic_id = _numbers(request, "topic")[:1]
    new: list[int] = []
    if topic_id:
        topic = or_404(rules.load_topic, member, topic_id[0])
        new = appeared(topic, after=(_numbers(request, "after") or [0])[0], known=_numbers(request, "known"))
    channel = tokens.topic_channel(topic_id[0]) if topic_id else ""
    token = tokens.make(person=publish.person(member.pk), topic=channel, key=settings.SECRET_KEY, made_at=began)
    drawn = render_to_string("components/_bell.html", {"unread_notices": bell.has_unread(member)})
    return JsonResponse({"token": token, "bell": drawn, "new": new})


def _numbers(request: HttpRequest, name: str) -> list[int]:
    """What is none is left out: the address is made by our own script."""
    typed = request.GET.get(name, "").split(",")[:MOST_KNOWN]
    return [int(one) for one in typed if one.isascii() and one.isdigit() and len(one) < 19]
