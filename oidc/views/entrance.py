"""To a provider and back: signing in, joining, and what an account there is connected for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.internal.flows.signup import complete_signup
from allauth.account.models import Login
from allauth.account.utils import get_next_redirect_url
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from members import queries as members
from members.rules import NotAllowed
from oidc import actions, protocol, queries, under_way
from oidc.forms import JoinForm, address_in
from oidc.models import Connection, Provider
from oidc.under_way import Gone
from oidc.views.asking import lead_there, log, secret_lost, trouble, word_of
from web.http import or_404, posts_only

CANCELLED = "access_denied"  # RFC 6749, section 4.1.2.1


@posts_only
@never_cache
def begin(request: HttpRequest, slug: str) -> HttpResponse:
    """A button of the pages for signing in and joining."""
    where = get_next_redirect_url(request) or ""
    if request.user.is_authenticated:
        return redirect(where or "/")
    provider: Provider = or_404(queries.offered().get, slug=slug)
    return lead_there(request, provider, purpose=under_way.SIGN_IN, where=where)


@require_GET
@never_cache
def back(request: HttpRequest, slug: str) -> HttpResponse:
    """Somebody comes back from the provider. What they bring is believed once everything about it is right."""
    provider: Provider = or_404(Provider.objects.get, slug=slug)
    answer = request.GET.dict()
    gone = under_way.comes_back(request, provider, answer.get("state", ""))
    if gone is None or (gone.member is not None and gone.member != request.user.pk):
        sentence = _("This took too long, was done already, or began in another browser. Please begin once more.")
        return trouble(request, sentence, status=400)
    if not provider.is_on and gone.purpose != under_way.TRY:
        sentence = _("%(provider)s does not sign anybody in here just now.") % {"provider": provider.name}
        return trouble(request, sentence, status=403)
    if "code" not in answer:
        return _nothing_brought(request, provider, gone, str(answer.get("error", "")))
    try:
        return _answered(request, provider, gone, answer)
    except protocol.SecretLost:
        return secret_lost(request, provider, gone.purpose)
    except protocol.Trouble as why:
        return _not_believed(request, provider, gone, why)


def _nothing_brought(request: HttpRequest, provider: Provider, gone: Gone, error: str) -> HttpResponse:
    if error == CANCELLED:
        sentence = _("You came back from %(provider)s without signing in. Nothing has happened.")
    else:
        sentence = _("%(provider)s did not sign you in. Nothing has happened; please try again, or another way.")
    if gone.purpose == under_way.TRY:
        why = protocol.Untrue(_("It answered with an error: %(what)s") % {"what": error[:60]})
        return _not_believed(request, provider, gone, why)
    return trouble(request, sentence % {"provider": provider.name}, status=403)


def _not_believed(request: HttpRequest, provider: Provider, gone: Gone, why: protocol.Trouble) -> HttpResponse:
    """An admin who tries it reads why; whoever wants to come in, what they can do."""
    log.warning("sign-in elsewhere failed", provider=provider.slug, why=str(why))
    is_away = isinstance(why, protocol.Away)
    if gone.purpose == under_way.TRY and request.user.is_staff:
        return render(
            request, "oidc/tried.html", {"provider": provider, "why": str(why)}, status=503 if is_away else 400
        )
    if is_away:
        sentence = _("We cannot reach %(provider)s just now. Please try again in a minute, or another way.")
    else:
        sentence = _("What %(provider)s told us was not right, so we did not sign you in. Please try another way.")
    return trouble(request, sentence % {"provider": provider.name}, status=503 if is_away else 400)


def _answered(request: HttpRequest, provider: Provider, gone: Gone, answer: Mapping[str, str]) -> HttpResponse:
    """Raises Trouble."""
    claims, opens = word_of(provider, gone, answer)
    if gone.purpose == under_way.TRY:
        return _tried(request, provider, protocol.person_in(provider, claims, opens))
    if gone.purpose == under_way.CONNECT:
        return _connected(request, provider, claims["sub"])
    if request.user.is_authenticated:  # meanwhile, in another tab
        return redirect(gone.where or "/")
    connection = queries.whom(provider, claims["sub"])
    if connection is not None:
        return _signed_in(request, connection, gone)
    return _unknown(request, provider, protocol.person_in(provider, claims, opens), gone)


def _tried(request: HttpRequest, provider: Provider, person: protocol.Person) -> HttpResponse:
    if request.user.is_staff:
        actions.tried(provider=provider)
    return render(request, "oidc/tried.html", {"provider": provider, "person": person})


def _connected(request: HttpRequest, provider: Provider, subject: str) -> HttpResponse:
    assert request.user.is_authenticated
    try:
        actions.connect(member=request.user, provider=provider, subject=subject)
    except NotAllowed as refusal:
        messages.error(request, str(refusal))
    else:
        said = {"provider": provider.name}
        get_adapter(request).send_notification_mail("oidc/email/connected", request.user, said)
        messages.success(request, _("%(provider)s signs you in from now on.") % said)
    return redirect("oidc:own")


def _signed_in(request: HttpRequest, connection: Connection, gone: Gone) -> HttpResponse:
    """Through the same stages as every other way: the address, whether they belong, the second lock."""
    member = connection.member
    actions.used(connection=connection)
    record_authentication(request, member, method="oidc", provider=connection.provider_id)
    answer: HttpResponse = perform_login(request, Login(user=member, redirect_url=gone.where or None))
    return answer


def _unknown(request: HttpRequest, provider: Provider, person: protocol.Person, gone: Gone) -> HttpResponse:
    """Nobody is signed in, or connected, because of an address: whoever holds it signs in as before, and connects."""
    person = replace(person, email=address_in(person.email))
    if person.is_verified and members.by_address(person.email) is not None:
        return render(request, "oidc/known.html", {"provider": provider}, status=409)
    if not get_adapter(request).is_open_for_signup(request):
        return render(request, "account/signup_closed.html")
    under_way.joins(request, provider, person, gone.where)
    return redirect("oidc:join")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def join(request: HttpRequest) -> HttpResponse:
    """What a newcomer is asked who came by a provider: the same as everybody."""
    joining = under_way.joining(request)
    if request.user.is_authenticated:
        return redirect("/")
    provider = queries.offered().filter(pk=joining.provider).first() if joining else None
    if joining is None or provider is None:
        return redirect("account_login")
    if not get_adapter(request).is_open_for_signup(request):
        return render(request, "account/signup_closed.html")
    form = JoinForm(request.POST or None, person=joining.person, provider=provider)
    context: dict[str, Any] = {"form": form, "provider": provider}
    if request.method != "POST" or not form.is_valid():
        return render(request, "oidc/join.html", context, status=422 if form.errors else 200)
    member = form.enrol(request)
    if member is None:
        return render(request, "oidc/join.html", context, status=409)
    under_way.joined(request)
    record_authentication(request, member, method="oidc", provider=provider.pk)
    answer: HttpResponse = complete_signup(request, user=member, redirect_url=joining.where or None)
    return answer
