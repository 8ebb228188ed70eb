"""The one-time link: names the community and makes its first admin. Used or set up: it does not exist."""

from __future__ import annotations

from allauth.account.adapter import get_adapter
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from forum.actions.spaces import open_space
from members.actions import community, journeys
from members.forms.community import SetupForm
from members.models import Member, SetupLink
from members.queries.setup import is_open
from members.rules import NotAllowed


@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def set_up(request: HttpRequest, token: str) -> HttpResponse:
    if not is_open(token):
        raise Http404
    form = SetupForm(request.POST or None, initial=SetupForm.first())
    if request.method == "POST" and form.is_valid():
        try:
            admin = _begin(token, form)
        except SetupLink.DoesNotExist:
            raise Http404 from None
        except NotAllowed as refusal:
            form.add_error(None, str(refusal))
        else:
            get_adapter(request).login(request, admin)
            return redirect("/")
    return render(request, "members/setup.html", {"form": form}, status=422 if form.errors else 200)


@transaction.atomic
def _begin(token: str, form: SetupForm) -> Member:
    data = form.cleaned_data
    admin = community.set_up(
        token=token,
        admin=Member(email=data["email"].lower()),
        password=data["password"],
        name=data["admin_name"],
        community=form.values(),
    )
    for title in data["journeys"]:
        journeys.offer(by=admin, title=title)
    for title, purpose in data["spaces"]:
        open_space(by=admin, title=title, purpose=purpose[:280])
    return admin
