"""What one carried oneself, and the days on which one looks at the desk."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from moderation import rules
from moderation.actions.desk_days import choose_days
from moderation.queries.carried import carried as carried_by
from moderation.queries.carried import days
from web.http import member_of, signed_in


@never_cache
@require_http_methods(["GET", "POST"])
@signed_in
def carried(request: HttpRequest) -> HttpResponse:
    viewer = member_of(request)
    rules.may_use_desk(viewer)
    if request.method == "POST":
        chosen = [int(day) for day in request.POST.getlist("day") if day in set("0123456")]
        choose_days(member=viewer, weekdays=chosen)
        messages.success(request, _("Your days are noted. You can change them whenever you like."))
        return HttpResponseRedirect(request.path, status=303)
    context = {"sentences": carried_by(viewer), "days": days(viewer), "page": "desk"}
    return render(request, "moderation/carried.html", context)
