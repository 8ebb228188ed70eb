"""What the forum's views share: loading or 404, refusals as pages or fragments, headers."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.cache import patch_vary_headers

from forum import limits
from forum.honeypot import address_of
from forum.models import Space, Topic
from members.models import Member
from members.rules import NotAllowed
from web.http import posts_only

P = ParamSpec("P")
T = TypeVar("T")
View = Callable[Concatenate[HttpRequest, P], HttpResponse]

# A page that looks like nothing, for whoever has to leave in a hurry.
QUICK_EXIT_URL = "https://www.wikipedia.org/"


class SeeOther(HttpResponseRedirect):
    """What a posted form answers: go and look."""

    status_code = 303


def found(load: Callable[..., T], *args: Any, **kwargs: Any) -> T:
    """What `load` gives, or 404: the same answer for "is not there" and "is not for you"."""
    try:
        return load(*args, **kwargs)
    except ObjectDoesNotExist:
        raise Http404 from None


def author_of(request: HttpRequest) -> Member:
    """Whoever is signed in; only for views behind `signed_in`."""
    assert request.user.is_authenticated
    return request.user


def signed_in(view: View[P]) -> View[P]:
    """For members; visitors are led to sign in. A refusal becomes a page with its sentence, or a fragment."""

    @login_required
    @wraps(view)
    def wrapped(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except NotAllowed as refusal:
            return refused(request, refusal)

    return wrapped


def posting(view: View[P]) -> View[P]:
    """A form of a member's that changes something."""
    return posts_only(signed_in(view))


def refused(request: HttpRequest, refusal: NotAllowed) -> HttpResponse:
    """403 with the sentence."""
    template = "components/_notice.html" if is_htmx(request) else "forum/refused.html"
    context = {"text": str(refusal), "kind": "care", "icon": "circle-alert", "alert": True}
    return render(request, template, context, status=403)


def refusal(rule: Callable[..., object], *about: Any) -> str:
    """Why a rule says no, "" where it says yes: a page tells before there is a form to fill in."""
    try:
        rule(*about)
    except NotAllowed as no:
        return str(no)
    return ""


def within(limit: limits.Limit, request: HttpRequest, *, masked: bool = False) -> None:
    """Counts one act of the address that asks. Behind a mask no address is counted or kept. Raises NotAllowed."""
    if not masked:
        limits.check_address(limit, address_of(request))


def is_htmx(request: HttpRequest) -> bool:
    return request.headers.get("HX-Request") == "true"


def back(request: HttpRequest, where: str, words: str = "") -> HttpResponse:
    """After a change: 303 to where it can be seen, with a word about it."""
    if words:
        messages.success(request, words)
    return SeeOther(where)


def careful(response: HttpResponse, space: Space) -> HttpResponse:
    """A page of a sensitive space is kept nowhere."""
    if space.is_sensitive:
        response["Cache-Control"] = "no-store"
    patch_vary_headers(response, ["Cookie", "HX-Request"])
    return response


def is_indexed(topic: Topic) -> bool:
    """May search engines keep the page?"""
    everyone = topic.audience == Topic.Audience.EVERYONE
    return everyone and topic.space.visibility == Space.Visibility.PUBLIC and not topic.space.is_sensitive


def truthy(request: HttpRequest, name: str = "on") -> bool:
    """The wish of a form that switches something: on unless it says "0"."""
    return request.POST.get(name, "1") != "0"
