"""Ways of asking and answering that the views of all apps share."""

from __future__ import annotations

from collections.abc import Callable
from typing import ParamSpec, TypeVar

from django.http import HttpResponseBase
from django.urls import Resolver404, resolve
from django.views.decorators.http import require_POST

P = ParamSpec("P")
R = TypeVar("R", bound=HttpResponseBase)


def posts_only(view: Callable[P, R]) -> Callable[P, R]:
    """405 for everything but POST. Outermost, so that nobody is led to sign in for an address that cannot be asked for."""
    guarded = require_POST(view)
    guarded.posts_only = True  # type: ignore[attr-defined]
    return guarded


def takes_get(path: str) -> bool:
    """May somebody be led to this address of ours?"""
    try:
        view = resolve(path).func
    except Resolver404:
        return False
    of_class = getattr(view, "view_class", None)
    return not getattr(view, "posts_only", False) and (of_class is None or hasattr(of_class, "get"))
