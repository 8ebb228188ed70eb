"""For admins: what to do next in a new community, each ticked from what is there, and a test mail."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from members.actions import upkeep
from moderation.queries.beginning import beginning
from web.http import admins_only, posts_only


@never_cache
@admins_only
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest) -> HttpResponse:
    """The list; a POST sends a test mail to an address, one's own where none is given."""
    context: dict[str, Any] = {"address": request.POST.get("email", "") or request.user.email}
    if request.method == "POST":
        try:
            validate_email(context["address"])
            context["answer"] = upkeep.try_mail(to=context["address"])
        except ValidationError:
            context["no_address"] = True
    status = 422 if "no_address" in context else 200
    return render(request, "members/next.html", context | {"beginning": beginning()}, status=status)


@posts_only
@admins_only
def put_away(request: HttpRequest) -> HttpResponse:
    upkeep.put_next_away(by=request.user)
    messages.success(request, _("Put away. You find it under “The community”."))
    response = redirect("home")
    response.status_code = 303
    return response
