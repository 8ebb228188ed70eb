"""For admins: who signs people in here. For everybody else these pages do not exist."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from members.actions.shaping import Overtaken
from members.rules import NotAllowed
from oidc import actions, queries, under_way
from oidc.forms import NewProviderForm, ProviderForm
from oidc.models import Provider
from oidc.rules import can_be_opened, may_be_used
from oidc.views.asking import back_to, lead_there
from web.fresh import fresh
from web.http import admins_only, is_on, member_of, or_404, posts_only
from web.refusal import UNPROCESSABLE, why_not

EDIT = require_http_methods(["GET", "HEAD", "POST"])


@admins_only
@require_safe
def providers(request: HttpRequest) -> HttpResponse:
    return render(request, "oidc/providers.html", {"providers": list(queries.every_provider())})


@admins_only
@EDIT
@fresh
def new(request: HttpRequest) -> HttpResponse:
    form = NewProviderForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.add(
                by=member_of(request), name=form.cleaned_data["name"], document=form.document, keys=form.keys
            )
        except NotAllowed as refusal:
            form.add_error("issuer", str(refusal))
        else:
            messages.success(request, _("It answers. Now register this community there."))
            return redirect("oidc:provider", pk=made.pk)
    return render(request, "oidc/new_provider.html", {"form": form}, status=UNPROCESSABLE if form.errors else 200)


@admins_only
@EDIT
@fresh
@never_cache
def provider(request: HttpRequest, pk: int) -> HttpResponse:
    row: Provider = or_404(queries.every_provider().get, pk=pk)
    form = ProviderForm(request.POST or None, provider=row, initial=ProviderForm.of(row))
    if request.method == "POST" and form.is_valid():
        try:
            actions.change(by=member_of(request), provider=row, shown=form.shown, **form.values())
        except Overtaken as late:
            form.overtaken(late.now)
        else:
            messages.success(request, _("Saved."))
            return redirect("oidc:provider", pk=pk)
    if form.errors:
        form.ask_for_secret()
    context = {"form": form, "provider": row, "back": back_to(row), "not_yet": why_not(may_be_used, row)}
    context["lost"] = why_not(can_be_opened, row)
    return render(request, "oidc/provider.html", context, status=UNPROCESSABLE if form.errors else 200)


@posts_only
@admins_only
@never_cache
def try_it(request: HttpRequest, pk: int) -> HttpResponse:
    row: Provider = or_404(Provider.objects.get, pk=pk)
    may_be_used(row)
    return lead_there(request, row, purpose=under_way.TRY)


@posts_only
@admins_only
@fresh
def switch(request: HttpRequest, pk: int) -> HttpResponse:
    row: Provider = or_404(Provider.objects.get, pk=pk)
    on = is_on(request)
    try:
        actions.switch(by=member_of(request), provider=row, on=on)
    except NotAllowed as refusal:
        messages.error(request, str(refusal))
    else:
        said = _("Its button stands on the pages for signing in and joining.") if on else _("Its button is gone.")
        messages.success(request, said)
    return redirect("oidc:provider", pk=pk)


@admins_only
@EDIT
@fresh
def removal(request: HttpRequest, pk: int) -> HttpResponse:
    """Asks first, and says whom it would leave outside."""
    row: Provider = or_404(queries.every_provider().get, pk=pk)
    if request.method == "POST":
        actions.remove(by=member_of(request), provider=row)
        messages.success(request, _("%(provider)s is gone from here.") % {"provider": row.name})
        return redirect("oidc:providers")
    return render(request, "oidc/removal.html", {"provider": row, "outside": queries.left_outside(row)})
