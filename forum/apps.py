"""The edge of a library: Django says that somebody signed in."""

from typing import Any

from django.apps import AppConfig


class ForumConfig(AppConfig):
    name = "forum"

    def ready(self) -> None:
        from django.contrib.auth.signals import user_logged_in

        user_logged_in.connect(_claim, dispatch_uid="forum.claim")


def _claim(request: Any, user: Any, **_more: Any) -> None:
    """Words that wait in this browser stay there for nobody but whoever wrote them."""
    from forum import interrupted

    interrupted.claim(request.session, user)
