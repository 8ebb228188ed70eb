"""What a person reads when something broke: a page that needs no database, with the words in it that they sent."""

from __future__ import annotations

import re
import sys
from dataclasses import dataclass

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.cache import patch_cache_control
from django.utils.functional import Promise
from django.utils.http import escape_leading_slashes
from django.utils.translation import gettext_lazy as _

from community.space import is_no_space

DISK_FULL = "53100"  # PostgreSQL's number for it
TOKEN = "csrfmiddlewaretoken"  # noqa: S105  (a field's name)
# What a machine filled in: keys, numbers, choices. Everything else may be somebody's words.
NO_WORDS = re.compile(r"[\w.:-]*\Z")
# Where a single word is somebody's as well: "Thanks".
WORDS_FIELDS = frozenset({"body", "introduction", "message", "note", "sentence", "title", "what_changed", "words"})
# A form with one of these is filled in anew: they are never sent back.
SECRET_FIELD = re.compile(r"password|secret|credential|(?<![a-z])(?:token|codes?|signature)(?![a-z])")


@dataclass(frozen=True)
class Trouble:
    """`seconds`: when another try is worth while; 0 says nothing about it."""

    status: int
    seconds: int
    template: str
    sentence: str | Promise


BROKEN = Trouble(500, 0, "500.html", _("Something broke on our side."))
AWAY = Trouble(503, 20, "503.html", _("The community can’t be reached right now."))
FULL = Trouble(507, 300, "507.html", _("The community’s disk is full, so nothing new can be kept right now."))
WORDS = _("Your words are still here: try again in a moment.")


@dataclass(frozen=True)
class Sent:
    """One field of a form as it came; `is_words`: to be read, kept and changed."""

    name: str
    value: str

    @property
    def is_words(self) -> bool:
        is_named = self.name in WORDS_FIELDS and bool(self.value)
        return is_named or (self.name != TOKEN and not NO_WORDS.match(self.value))


def something_broke(request: HttpRequest) -> HttpResponse:
    """Django's handler500, for whatever is raised in a view or on the way to it: the error that is being handled."""
    trouble = trouble_of(sys.exc_info()[1])
    if session := getattr(request, "session", None):
        session.modified = False  # half a change is none, and to save it would ask the database once more
    response = HttpResponse(page(trouble, request), status=trouble.status)
    if trouble.seconds:
        response["Retry-After"] = str(trouble.seconds)
    patch_cache_control(response, no_store=True)
    return response


def trouble_of(error: BaseException | None) -> Trouble:
    chain = []
    while error is not None:
        chain.append(error)
        error = error.__cause__ or error.__context__
    if any(getattr(link, "sqlstate", None) == DISK_FULL or is_no_space(link) for link in chain):
        return FULL
    return AWAY if any(isinstance(link, OperationalError | InterfaceError) for link in chain) else BROKEN


def page(trouble: Trouble, request: HttpRequest) -> str:
    fields = sent(request)
    if request.headers.get("HX-Request"):
        sentence = f"{trouble.sentence} {WORDS}" if fields else trouble.sentence
        return render_to_string("components/_refusal.html", {"sentence": sentence})
    action = escape_leading_slashes(request.get_full_path())  # never to another host
    return render_to_string(trouble.template, {"sent": fields, "action": action})


def sent(request: HttpRequest) -> list[Sent]:
    """What a form held, to be sent once more; nothing of a form with a secret in it."""
    try:
        fields = [Sent(name, str(value)) for name, values in request.POST.lists() for value in values]
    except Exception:  # half a body, or a body in trouble of its own: then that is all there is to show
        return []
    if any(SECRET_FIELD.search(field.name) for field in fields):
        return []
    return fields if any(field.is_words for field in fields) else []
