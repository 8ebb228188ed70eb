from django.apps import AppConfig
from django.conf import settings


class HostingConfig(AppConfig):
    name = "hosting"

    def ready(self) -> None:
        from hosting import database
        from uploads import files

        files.ask_when_replaced(database.replaced_at)
        if settings.SENTRY_DSN:  # the library is loaded only where somebody wants it
            from hosting import crashes
            from hosting.queries.machine import product

            crashes.begin(settings.SENTRY_DSN, release=product())
