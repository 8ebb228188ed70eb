"""Breaking the glass: one admin asks who wears a mask, another agrees, and each of the two reads it once."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from masks import actions, rules, sealed
from masks.models import Reveal
from members.queries import second_lock
from members.rules import NotAllowed
from moderation.forms.people import RevealForm
from moderation.queries.reveals import reveals as all_reveals
from moderation.views.loading import load_thing
from web.http import member_of, or_404, posts_only, signed_in


def for_two(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """For admins who have shown their second lock, where there are at least two; for others there is no such address."""

    @wraps(view)
    @never_cache
    @signed_in
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        admin = member_of(request)
        or_404(rules.may_break_glass, admin)
        if request.method == "POST" and not second_lock.is_shown(request, admin):
            raise NotAllowed(
                _("This needs your second lock, whenever you began here. Set one up, or show it once more.")
            )
        return view(request, *args, **kwargs)

    return guarded


@require_http_methods(["GET", "POST"])
@for_two
def asking(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    admin = member_of(request)
    thing = load_thing(admin, kind, pk)
    if thing.mask is None:
        raise Http404
    if sealed.same_person(admin, thing):
        raise NotAllowed(_("You wrote this yourself."))
    form = RevealForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.ask_to_reveal(admin=admin, mask=thing.mask, **form.cleaned_data)
        except NotAllowed as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Asked. Another admin decides whether it is right."))
            return HttpResponseRedirect(reverse("moderation:reveals"), status=303)
    context = {"form": form, "thing": thing, "page": "desk", "next": reverse("moderation:case", args=[kind, pk])}
    return render(request, "moderation/reveal.html", context, status=422 if form.errors else 200)


@require_GET
@for_two
def reveals(request: HttpRequest) -> HttpResponse:
    return render(request, "moderation/reveals.html", {"lines": all_reveals(member_of(request)), "page": "desk"})


@posts_only
@for_two
def agreeing(request: HttpRequest, pk: int) -> HttpResponse:
    actions.agree_to_reveal(admin=member_of(request), row=or_404(Reveal.objects.get, pk=pk))
    messages.success(request, _("Agreed. Each of you can read it once, and the author will be told."))
    return HttpResponseRedirect(reverse("moderation:reveals"), status=303)


@posts_only
@for_two
def declining(request: HttpRequest, pk: int) -> HttpResponse:
    actions.decline_to_reveal(admin=member_of(request), row=or_404(Reveal.objects.get, pk=pk))
    messages.success(request, _("Declined. The line stays."))
    return HttpResponseRedirect(reverse("moderation:reveals"), status=303)


@posts_only
@for_two
def reading(request: HttpRequest, pk: int) -> HttpResponse:
    """The page is the only place where it is ever said; no other request gives it again."""
    row = or_404(Reveal.objects.get, pk=pk)
    try:
        member = sealed.reveal(row, to=member_of(request))
    except sealed.LetGo:
        member = None
    except sealed.NotRevealed:
        raise NotAllowed(_("This is not yours to read, or you have read it already.")) from None
    return render(request, "moderation/revealed.html", {"row": row, "member": member, "page": "desk"})
