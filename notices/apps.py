from typing import Any

from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "notices"

    def ready(self) -> None:
        from allauth.account.signals import email_confirmed

        import notices.receivers  # noqa: F401  (connects them)

        email_confirmed.connect(_revive, dispatch_uid="notices.revive")


def _revive(email_address: Any, **_more: Any) -> None:
    """The edge of a library: allauth says that somebody confirmed an address."""
    from notices.actions.addresses import revive

    revive(member=email_address.user, address=email_address.email)
