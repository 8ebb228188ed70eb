"""What a view asks of a provider, and what somebody reads when that goes wrong."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import structlog
from allauth.core import ratelimit
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from oidc import actions, protocol, under_way
from oidc.models import Provider
from oidc.rules import can_be_opened
from oidc.under_way import Gone
from web.refusal import why_not

log = structlog.get_logger(__name__)

LOOKS_AGAIN = timedelta(days=1)  # after which a provider is asked anew what it says of itself


def back_to(provider: Provider) -> str:
    """Where it sends people, as it must be told of. Never made of a request's Host."""
    return settings.SITE_URL + reverse("oidc:back", args=[provider.slug])


def lead_there(request: HttpRequest, provider: Provider, *, purpose: str, where: str = "") -> HttpResponse:
    """A page of ours that goes on by itself: `form-action 'self'` lets no answer to a form lead to another site."""
    if not ratelimit.consume(request, action="login"):
        return trouble(request, _("That was often in a short time. Please try again in a few minutes."), status=429)
    if why_not(can_be_opened, provider):
        return secret_lost(request, provider, purpose)
    _look_again(provider)
    state, gone = under_way.goes(request, provider, purpose=purpose, where=where)
    there = protocol.address_to_ask_at(
        provider, back=back_to(provider), state=state, nonce=gone.nonce, verifier=gone.verifier
    )
    return render(request, "oidc/going.html", {"provider": provider, "there": there})


def _look_again(provider: Provider) -> None:
    """Now and then. One that does not answer just now is what it was."""
    if timezone.now() - provider.read_at < LOOKS_AGAIN:
        return
    try:
        document = protocol.document_of(provider.issuer)
        actions.heard(provider=provider, document=document, keys=protocol.keys_of(document))
    except protocol.Trouble as why:
        log.warning("provider not read", provider=provider.slug, why=str(why))


def word_of(provider: Provider, gone: Gone, answer: Mapping[str, str]) -> tuple[dict[str, Any], str]:
    """What its ID token says, and what opens the data beside it. Raises Trouble."""
    protocol.check_sender(provider, answer.get("iss"))
    token, opens = protocol.tokens_for(
        provider, code=answer.get("code", ""), verifier=gone.verifier, back=back_to(provider)
    )
    try:
        return protocol.claims_of(provider, provider.keys, token, nonce=gone.nonce), opens
    except protocol.UnknownKey:  # it has changed them since
        actions.heard(provider=provider, keys=protocol.keys_of(provider.document))
        return protocol.claims_of(provider, provider.keys, token, nonce=gone.nonce), opens


def secret_lost(request: HttpRequest, provider: Provider, purpose: str) -> HttpResponse:
    """An admin who tries it reads what to do; whoever wants to come in, that there are other ways."""
    log.warning("client secret cannot be read", provider=provider.slug)
    if purpose == under_way.TRY and request.user.is_staff:
        said = {"provider": provider, "why": why_not(can_be_opened, provider)}
        return render(request, "oidc/tried.html", said, status=503)
    sentence = _("%(provider)s does not sign anybody in here just now.") % {"provider": provider.name}
    return trouble(request, sentence, status=503)


def trouble(request: HttpRequest, sentence: str, *, status: int) -> HttpResponse:
    """A page with the sentence, and the other ways in."""
    return render(request, "oidc/trouble.html", {"sentence": sentence}, status=status)
