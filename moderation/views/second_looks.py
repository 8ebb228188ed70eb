"""The author of something hidden reads why, and may ask for another look."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from forum.rules import is_author
from members.rules import NotAllowed
from moderation.actions import second_looks
from moderation.forms import SecondLookForm
from moderation.models import SecondLook
from moderation.views.loading import load_decision
from moderation.views.refusals import member_of, members_only


@never_cache
@require_http_methods(["GET", "POST"])
@members_only
def second_look(request: HttpRequest, pk: int) -> HttpResponse:
    decision = load_decision(pk)
    thing = decision.comment or decision.post
    if thing is None or not is_author(member_of(request), thing):
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
    context = {"form": form, "decision": decision, "thing": thing, "asked": asked}
    return render(request, "moderation/second_look.html", context, status=422 if form.errors else 200)
