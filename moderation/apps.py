"""What is known once for the whole program."""

from django.apps import AppConfig


class ModerationConfig(AppConfig):
    name = "moderation"

    def ready(self) -> None:
        from moderation.reasons import all_ours
        from writing import ready_words

        ready_words.come_with_us(all_ours())
