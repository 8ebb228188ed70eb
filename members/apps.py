"""What is said once for every form."""

from django.apps import AppConfig
from django.forms import Field
from django.utils.translation import gettext_lazy as _


class MembersConfig(AppConfig):
    name = "members"

    def ready(self) -> None:
        from allauth.usersessions.models import UserSessionManager

        from members import (
            queries,
            receivers,  # noqa: F401  (signals of allauth)
        )
        from members.actions.browsers import write_nothing_down
        from writing import formulas

        formulas.is_on = lambda: queries.community().formulas
        from members.queries import languages
        from writing.stems import ask_for_languages

        ask_for_languages(languages.written_here)
        # allauth has no setting for it, and asks no adapter.
        UserSessionManager.create_from_request = write_nothing_down(UserSessionManager.create_from_request)
        Field.default_error_messages["required"] = _("Please fill this in.")
