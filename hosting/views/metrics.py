"""For Prometheus, behind a token. Without one this address does not exist."""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.crypto import constant_time_compare
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from prometheus_client import CONTENT_TYPE_LATEST

from hosting.queries.metrics import exposition

SCHEME = "bearer "


@require_safe
@never_cache
def metrics(request: HttpRequest) -> HttpResponse:
    if not settings.METRICS_TOKEN:
        raise Http404
    if not _is_known(request.headers.get("Authorization", "")):
        return HttpResponse(status=401, headers={"WWW-Authenticate": "Bearer"})
    return HttpResponse(exposition(), content_type=CONTENT_TYPE_LATEST)


def _is_known(said: str) -> bool:
    if said[: len(SCHEME)].lower() != SCHEME:
        return False
    return constant_time_compare(said[len(SCHEME) :].strip(), settings.METRICS_TOKEN)
