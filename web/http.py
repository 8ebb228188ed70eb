"""Ways of asking and answering that the views of all apps share."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar

from allauth.account.adapter import get_adapter
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import Resolver404, resolve
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from members.models import Member
from members.rules import NotAllowed

P = ParamSpec("P")
T = TypeVar("T")
R = TypeVar("R", bound=HttpResponseBase)
View = Callable[Concatenate[HttpRequest, P], HttpResponse]


class SeeOther(HttpResponseRedirect):
    """What a posted form answers: go and look."""

    status_code = 303


# --- who may come ------------------------------------------------------------------------------------------


def signed_in(view: View[P]) -> View[P]:
    """For members; visitors are led to sign in."""
    return login_required(view)


def admins_only(view: View[P]) -> View[P]:
    """For those who run the community; one who has not shown their second lock is asked for it. For everybody else the page
    does not exist.
    """

    @wraps(view)
    @signed_in
    def guarded(request: HttpRequest, *args: P.args, **named: P.kwargs) -> HttpResponse:
        member = member_of(request)
        if not member.is_staff and not member.tending_closed:
            raise Http404
        if not member.is_staff:
            raise NotAllowed(_("Only an admin does this."))  # which leads to the lock (web/middleware.py)
        return view(request, *args, **named)

    return guarded


def posting(view: View[P]) -> View[P]:
    """A form of a member's that changes something."""
    return posts_only(signed_in(view))


def posts_only(view: Callable[P, R]) -> Callable[P, R]:
    """405 for everything but POST. Outermost, so that nobody is led to sign in for an address that cannot be asked for."""
    guarded = require_POST(view)
    guarded.posts_only = True  # type: ignore[attr-defined]
    return guarded


def takes_get(path: str) -> bool:
    """May somebody be led to this address of ours?"""
    try:
        view = resolve(path).func
    except Resolver404:
        return False
    of_class = getattr(view, "view_class", None)
    return not getattr(view, "posts_only", False) and (of_class is None or hasattr(of_class, "get"))


# --- what was asked ----------------------------------------------------------------------------------------


def member_of(request: HttpRequest) -> Member:
    """Whoever is signed in; only for views behind `signed_in`."""
    assert request.user.is_authenticated
    return request.user


def address_of(request: HttpRequest) -> str | None:
    """The address that asks, behind as many proxies as the settings trust."""
    return get_adapter(request).get_client_ip(request)


def is_htmx(request: HttpRequest) -> bool:
    return request.headers.get("HX-Request") == "true"


def is_on(request: HttpRequest, name: str = "on") -> bool:
    """The wish of a form that switches something: on unless it says "0"."""
    return request.POST.get(name, "1") != "0"


def numbers_in(request: HttpRequest, name: str, *, most: int) -> list[int]:
    """`7,8` of an address that a script of ours makes; what is no number of a row is left out."""
    typed = request.GET.get(name, "").split(",")[:most]
    return [int(one) for one in typed if one.isascii() and one.isdigit() and len(one) < 19]


def or_404(load: Callable[..., T], *args: Any, **kwargs: Any) -> T:
    """What `load` gives, or 404: the same answer for "is not there" and "is not for you"."""
    try:
        return load(*args, **kwargs)
    except ObjectDoesNotExist:
        raise Http404 from None


# --- what is answered --------------------------------------------------------------------------------------


def see_other(request: HttpRequest, where: str, words: str = "") -> HttpResponse:
    """After a change: 303 to where it can be seen, with a word about it."""
    if words:
        messages.success(request, words)
    return SeeOther(where)
