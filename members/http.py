"""The request as views see it: who asks, and whether htmx did. For type checkers; Django makes the object."""

from __future__ import annotations

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from members.models import Member


class Request(HttpRequest):
    """A request of anybody: `user` is a Member or Django's AnonymousUser."""

    htmx: HtmxDetails


class MemberRequest(Request):
    """A request of somebody who has signed in; for views behind `login_required`."""

    user: Member  # the decorator has turned everybody else away
