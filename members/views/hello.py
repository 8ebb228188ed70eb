"""The page on which one says hello to somebody who is new."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from members import queries, rules
from members.actions import hello as actions
from members.forms.hello import HelloForm
from members.rules import NotAllowed
from web.http import or_404, see_other


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def hello(request: HttpRequest, handle: str) -> HttpResponse:
    newcomer = or_404(queries.person_called, handle)
    form = HelloForm(request.POST or None)
    try:
        rules.may_greet(request.user, newcomer)
        if request.method == "POST" and form.is_valid():
            actions.say(actor=request.user, newcomer=newcomer, words=form.cleaned_data["words"])
            return see_other(request, reverse("home"), _("%(name)s will read it.") % {"name": newcomer.shown_name})
    except NotAllowed as refusal:
        return render(request, "members/hello.html", {"person": newcomer, "refusal": str(refusal)}, status=403)
    status = 422 if form.is_bound else 200
    return render(request, "members/hello.html", {"person": newcomer, "form": form}, status=status)
