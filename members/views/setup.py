"""The one-time link: four short steps that name the community and make its first admin. Each is kept, so that
somebody can go away and come back. Used or set up: the link does not exist.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from allauth.account.adapter import get_adapter
from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from forum.actions.spaces import open_space
from members.actions import community, journeys
from members.actions.community import AGREEMENT, EDITABLE
from members.actions.upkeep import try_mail
from members.forms.community import DoorForm, PersonForm, PurposeForm, RoomsForm
from members.models import Community, Member, SetupLink
from members.queries.community import is_setup_open
from members.rules import NotAllowed
from web.http import is_htmx


class Step(NamedTuple):
    name: str
    title: str | Promise
    form: type[forms.Form]


STEPS = (
    Step("purpose", _("What it is for"), PurposeForm),
    Step("rooms", _("Paths and spaces"), RoomsForm),
    Step("door", _("The door and the agreement"), DoorForm),
    Step("person", _("You, who look after it"), PersonForm),
)


@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def set_up(request: HttpRequest, token: str, number: int = 0) -> HttpResponse:
    """One step; without its number, the first that is not filled in."""
    if not is_setup_open(token):
        raise Http404
    kept = Community.objects.values_list("setup_draft", flat=True).get(pk=1)
    reached = _reached(kept)
    if not 1 <= number <= reached:
        return redirect("members:setup_step", token, reached)
    if number == len(STEPS):
        return _last(request, token, kept)
    step = STEPS[number - 1]
    form = _form(step, request.POST if request.method == "POST" else kept.get(step.name))
    if request.method != "POST" or not form.is_valid():
        return _page(request, number, form, reached, status=422 if request.method == "POST" else 200)
    typed = {name: request.POST.get(name, "") for name in form.fields}
    _found(community.keep_setup_step, token=token, step=step.name, typed=typed)
    return redirect("members:setup_step", token, number + 1)


def _reached(kept: dict[str, Any]) -> int:
    """How far somebody may go: to the first step that is not filled in."""
    for number, step in enumerate(STEPS[:-1], 1):
        if step.name not in kept or not _form(step, kept[step.name]).is_valid():
            return number
    return len(STEPS)


def _form(step: Step, typed: Any) -> forms.Form:
    return step.form(typed, initial={} if typed else _first())


def _first() -> dict[str, Any]:
    """What stands in the forms before anybody has typed, in the language in which they are read."""
    lines = [str(line) for line in AGREEMENT]
    return {"agreement": lines, "registration": "open", "time_zone": "UTC", "language": get_language()}


def _page(request: HttpRequest, number: int, form: forms.Form, reached: int, **more: Any) -> HttpResponse:
    steps = [(step, index, index <= reached) for index, step in enumerate(STEPS, 1)]
    status = more.pop("status", 200)
    context = {"form": form, "number": number, "steps": steps, "step": STEPS[number - 1], **more}
    return render(request, "members/setup.html", context, status=status)


def _last(request: HttpRequest, token: str, kept: dict[str, Any]) -> HttpResponse:
    """Who it is, a test mail on the way, and the doors open."""
    form = PersonForm(request.POST or None)
    if request.POST.get("do") == "mail":
        return _mailed(request, request.POST.get("email", ""))
    if request.method != "POST" or not form.is_valid():
        return _page(request, len(STEPS), form, len(STEPS), status=422 if form.is_bound else 200)
    try:
        admin = _found(_begin, token, form, _kept_values(kept))
    except NotAllowed as refusal:
        form.add_error(None, str(refusal))
        return _page(request, len(STEPS), form, len(STEPS), status=422)
    get_adapter(request).login(request, admin)
    return redirect("/")


def _mailed(request: HttpRequest, address: str) -> HttpResponse:
    """What the mail server said: beside the form with the script, and without it on the page."""
    try:
        validate_email(address)
        context: dict[str, Any] = {"answer": try_mail(to=address), "address": address}
    except ValidationError:
        context = {"no_address": True}
    if is_htmx(request):
        return render(request, "members/_test_mail.html", context)
    form = PersonForm(initial={name: request.POST.get(name, "") for name in ("admin_name", "email")})
    return _page(request, len(STEPS), form, len(STEPS), **context)


def _kept_values(kept: dict[str, Any]) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for step in STEPS[:-1]:
        form = _form(step, kept[step.name])
        form.is_valid()
        values |= form.cleaned_data
    return values


@transaction.atomic
def _begin(token: str, form: PersonForm, values: dict[str, Any]) -> Member:
    data = form.cleaned_data
    admin = community.set_up(
        token=token,
        admin=Member(email=data["email"].lower()),
        password=data["password"],
        name=data["admin_name"],
        community={name: value for name, value in values.items() if name in EDITABLE},
    )
    for title in values["journeys"]:
        journeys.offer(by=admin, title=title)
    for title, purpose in values["spaces"]:
        open_space(by=admin, title=title, purpose=purpose)
    return admin


def _found(act: Any, *args: Any, **named: Any) -> Any:
    try:
        return act(*args, **named)
    except SetupLink.DoesNotExist:
        raise Http404 from None
