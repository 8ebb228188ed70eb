"""Where allauth asks us: after an address is known to be somebody's own."""

from __future__ import annotations

from contextlib import suppress

from allauth.account.stages import LoginStage
from django.http import HttpResponse

from members.rules import NotAllowed
from oidc import actions, under_way
from oidc.models import Provider


class ConnectStage(LoginStage):
    """Whoever joined through a provider with another address than it vouched for has confirmed it now."""

    key = "connect"

    def handle(self) -> tuple[HttpResponse | None, bool]:
        found = under_way.to_connect(self.request, self.login.user)
        provider = Provider.objects.filter(pk=found[0]).first() if found else None
        if found and provider:
            with suppress(NotAllowed):  # somebody else's meanwhile: they come in by their address
                actions.connect(member=self.login.user, provider=provider, subject=found[1])
        return None, True
