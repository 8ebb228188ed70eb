"""A member's own accounts elsewhere: which of them sign them in."""

from __future__ import annotations

from allauth.account.adapter import get_adapter
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from members.rules import NotAllowed
from oidc import actions, queries, under_way
from oidc.models import Connection, Provider
from oidc.rules import may_disconnect
from oidc.views.asking import lead_there
from web.fresh import fresh
from web.http import member_of, or_404, posts_only, signed_in
from web.refusal import why_not


@signed_in
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    member = member_of(request)
    connected = [(one, why_not(may_disconnect, one)) for one in _of(request)]
    return render(request, "oidc/own.html", {"connected": connected, "others": list(queries.not_connected(member))})


def _of(request: HttpRequest) -> list[Connection]:
    found = list(queries.connected(member_of(request)))
    for one in found:
        one.member = member_of(request)
    return found


@posts_only
@fresh
@never_cache
def connect(request: HttpRequest, slug: str) -> HttpResponse:
    provider: Provider = or_404(queries.not_connected(member_of(request)).get, slug=slug)
    return lead_there(request, provider, purpose=under_way.CONNECT)


@posts_only
@fresh
def disconnect(request: HttpRequest, slug: str) -> HttpResponse:
    """Connecting it again is one click, so it is not asked about first."""
    member = member_of(request)
    connection: Connection = or_404(queries.connected(member).get, provider__slug=slug)
    said = {"provider": connection.provider.name}
    try:
        actions.disconnect(connection=connection)
    except NotAllowed as refusal:
        messages.error(request, str(refusal))
    else:
        get_adapter(request).send_notification_mail("oidc/email/disconnected", member, said)
        messages.success(request, _("%(provider)s signs you in no more.") % said)
    return redirect("oidc:own")
