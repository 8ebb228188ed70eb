"""Whoever was decided about reads why, and may ask for another look; somebody else of the desk takes it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from forum.models import Row, Silence
from forum.rules import is_author
from masks import sealed
from members.models import Member, Suspension
from members.rules import NotAllowed
from moderation import rules
from moderation.actions import second_looks
from moderation.actions.decisions import undo
from moderation.forms.deciding import SecondLookForm
from moderation.models import Decision, SecondLook
from moderation.views.loading import load_decision
from web.http import member_of, posts_only, signed_in


@never_cache
@require_http_methods(["GET", "POST"])
@signed_in
def second_look(request: HttpRequest, pk: int) -> HttpResponse:
    decision = load_decision(pk)
    thing = decision.comment or decision.post
    if not _is_about(member_of(request), decision, thing):
        raise Http404
    form = SecondLookForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            second_looks.ask(actor=member_of(request), decision=decision, words=form.cleaned_data["words"])
        except NotAllowed as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Thank you. Somebody will look again, and you will be told."))
            return HttpResponseRedirect(reverse("moderation:second_look", args=[pk]), status=303)
    asked = SecondLook.objects.filter(decision=decision).select_related("answer").first()
    context = {
        "form": form,
        "decision": decision,
        "thing": thing,
        "asked": asked,
        "holds": rules.holds(decision, thing),
        "until": _until(decision),
    }
    return render(request, "moderation/second_look.html", context, status=422 if form.errors else 200)


def _is_about(member: Member, decision: Decision, thing: Row | None) -> bool:
    if decision.verb not in rules.LOOKED_AT_AGAIN:
        return thing is not None and is_author(member, thing)
    return decision.member_id == member.pk or (decision.mask is not None and sealed.owns(member, decision.mask))


def _until(decision: Decision) -> datetime | None:
    if decision.verb in rules.ENDS_AFTER:
        return decision.at + rules.ENDS_AFTER[Decision.Verb(decision.verb)]
    rows: Any = Silence if decision.verb == Decision.Verb.SILENCE else Suspension
    return rows.objects.filter(pk=decision.before.get("row", 0)).values_list("until", flat=True).first()


@posts_only
@signed_in
def looking_again(request: HttpRequest, pk: int) -> HttpResponse:
    """What comes of it at an account: taken back, or left as it is with a reason."""
    moderator = member_of(request)
    rules.may_use_desk(moderator)
    look = get_object_or_404(SecondLook.objects.select_related("decision__space"), pk=pk, post=None)
    rules.may_look_again(moderator, look.decision)
    if request.POST.get("verb") == "undo":
        undo(moderator=moderator, decision=look.decision)
        messages.success(request, _("Taken back. It is as it was before, and they are told."))
    else:
        second_looks.leave_as_it_is(moderator=moderator, look=look, reason=request.POST.get("reason", ""))
        messages.success(request, _("It stays as it is. They read your reason."))
    return HttpResponseRedirect(reverse("moderation:desk"), status=303)
