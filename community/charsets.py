"""In front of Django: what a request says it is written in.

Django takes whatever Python can decode for an encoding, `base64` and `idna` among it, and breaks while it still makes
the request, where no page of ours can answer. All that our own pages send is UTF-8.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from wsgiref.types import StartResponse, WSGIApplication

from django.utils.http import parse_header_parameters

IS_ODD = "community.charset_is_odd"  # in the environ, for `community.middleware.OnlyUnicode`
UNICODE = ("utf-8", "utf8")


def is_odd(content_type: str) -> bool:
    try:
        _kind, parameters = parse_header_parameters(content_type)
    except ValueError:  # a parameter of which nobody knows how to read it
        return True
    return parameters.get("charset", "utf-8").lower() not in UNICODE


def only_unicode(application: WSGIApplication) -> WSGIApplication:
    """Lets Django make a request of anything: what is odd is taken out, and said beside it."""

    def answered(environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        content_type = environ.get("CONTENT_TYPE", "")
        if ";" in content_type and is_odd(content_type):
            environ = environ | {"CONTENT_TYPE": content_type.partition(";")[0], IS_ODD: True}
        return application(environ, start_response)

    return answered
