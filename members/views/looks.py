"""For admins: how the community looks. For everybody else these pages do not exist."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from hosting.queries.settings import changes
from members.actions import community as acts
from members.forms.looks import HueForm
from members.models import Community
from members.views.running import admins_only


@admins_only
@require_http_methods(["GET", "HEAD", "POST"])
def hue(request: HttpRequest) -> HttpResponse:
    """The page shows each in both schemes before anything is saved, by styles alone."""
    row = Community.objects.get(pk=1)
    form = HueForm(request.POST if request.method == "POST" else None, initial={"hue": row.hue or ""})
    if request.method == "POST" and form.is_valid():
        acts.change(by=request.user, values=form.cleaned_data)
        messages.success(request, _("Saved. Everybody sees it from now on."))
        return redirect("hosting:settings")
    context = {"form": form, "change": changes().of(field="hue")}
    return render(request, "members/hue.html", context, status=422 if form.errors else 200)
