"""What stands before every page: the access log (never by whom), and what is refused or said of all of them."""

import time
from collections.abc import Callable, Mapping
from functools import cached_property
from typing import Any
from urllib.parse import urlsplit

import structlog
from csp.constants import HEADER
from csp.middleware import CSPMiddleware
from csp.utils import build_policy
from django.conf import settings
from django.core.exceptions import BadRequest, DisallowedHost
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.http.request import split_domain_port

from community import charsets, logs

log = structlog.get_logger("access")

BROKEN = 500
# Parts of an address that open something: a reset, an invitation, the stop of a mail.
SECRET_PARTS = frozenset({"token", "key", "code", "secret", "signature", "signed", "uidb36", "uidb64"})


class AccessLog:
    """Stands first, so that its time is the whole time."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        began = time.perf_counter()
        with logs.one_request() as request_id:
            response = self.get_response(request)
            log.info(
                "request",
                method=request.method,
                path=path_without_secrets(request),
                status=response.status_code,
                ms=round((time.perf_counter() - began) * 1000, 1),
            )
        if response.status_code >= BROKEN:  # whoever tells of it can say which one it was
            response["X-Request-ID"] = request_id
        return response


class OnePolicy(CSPMiddleware):
    """The same policy stands on every page; the library puts it together twice for each."""

    def process_request(self, request: HttpRequest) -> None:
        """No page has a script or a style that would need a nonce."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        if settings.DEBUG:  # whose own pages have styles in them
            return super().process_response(request, response)
        response.setdefault(HEADER, self.policy)
        return response

    @cached_property
    def policy(self) -> str:
        return build_policy()


class OurHost:
    """Refuses a Host whose name or port is not ours before anything is answered, counted or kept under it.

    Django looks at the name alone. Ours are the port of `SITE_URL` and the one at which this server listens; a Host
    that names none is that of people behind a proxy.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        _name, port = split_domain_port(request.get_host())
        if port and not is_our_port(port, request.META):
            raise DisallowedHost(f"The port {port} of the Host header is neither that of SITE_URL nor this server's.")
        return self.get_response(request)


def is_our_port(port: str, environ: Mapping[str, Any]) -> bool:
    return port in (site_port(), environ.get("SERVER_PORT"))


def site_port() -> str:
    site = urlsplit(settings.SITE_URL)
    return str(site.port or {"http": 80, "https": 443}.get(site.scheme, ""))


class OnlyUnicode:
    """Answers 400 to a request whose body or query is said to be in anything but UTF-8 (community/charsets.py)."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if charsets.IS_ODD in request.META:
            raise BadRequest("The charset of a request must be UTF-8.")
        return self.get_response(request)


class NoSuchCharacter:
    """An address with NUL in its path names nothing, and PostgreSQL would refuse the question."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if "\x00" in request.path_info:
            raise Http404
        return self.get_response(request)


def path_without_secrets(request: HttpRequest) -> str:
    path = request.path
    if request.resolver_match is not None:
        for name, value in request.resolver_match.kwargs.items():
            if name in SECRET_PARTS and str(value):
                path = path.replace(str(value), "…")
    return logs.NAMED.sub("…", path)
