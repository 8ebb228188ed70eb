"""Fields that several forms of people share."""

from __future__ import annotations

from typing import Any

from allauth.account.fields import EmailField
from django import forms
from django.conf.global_settings import LANGUAGES
from django.utils.translation import get_language_info, ngettext
from django.utils.translation import gettext as _

from members import zones
from members.queries import languages as spoken
from writing.domains import one_spelling
from writing.typed import lines


def languages() -> list[tuple[str, str]]:
    """Languages by the name that their speakers use."""
    codes = [code for code, _name in LANGUAGES if "-" not in code]
    return sorted(
        ((code, str(get_language_info(code)["name_local"])) for code in codes), key=lambda one: one[1].lower()
    )


def offered() -> list[tuple[str, str]]:
    """Those that the interface speaks."""
    return list(spoken.offered().items())


def reading() -> list[tuple[str, str]]:
    """Those that the interface speaks, after the community's own."""
    own = spoken.offered()[spoken.of_community()]
    return [("", _("As the community does (%(language)s)") % {"language": own}), *spoken.offered().items()]


class Address(EmailField):
    """An e-mail address, in the one spelling in which it is kept."""

    LONGEST = 254  # characters, as the columns; Django's own field lets more pass

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"max_length": self.LONGEST} | options)

    def to_python(self, value: Any) -> Any:
        return one_spelling(super().to_python(value) or "")


class Markdown(forms.CharField):
    """A text in Markdown. A first line that is indented is code, and stays so."""

    widget = forms.Textarea

    def __init__(self, **options: Any) -> None:
        super().__init__(**options | {"strip": False})

    def to_python(self, value: Any) -> str:
        return lines(super().to_python(value) or "")


class Lines(forms.CharField):
    """Several things, one on each line. The value is a list of them."""

    widget = forms.Textarea

    def __init__(self, *, each: int, most: int, **options: Any) -> None:
        self.each, self.most = each, most
        super().__init__(**options)

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value

    def clean(self, value: Any) -> list[str]:
        typed = [" ".join(line.split()) for line in super().clean(value).splitlines()]
        several = [line for line in typed if line]
        if len(several) > self.most:
            words = ngettext("At most %(most)d line, please.", "At most %(most)d lines, please.", self.most)
            raise forms.ValidationError(words % {"most": self.most})
        long = next((line for line in several if len(line) > self.each), None)
        if long:
            words = ngettext(
                "One line is longer than %(each)d sign: “%(start)s…”",
                "One line is longer than %(each)d signs: “%(start)s…”",
                self.each,
            )
            raise forms.ValidationError(words % {"each": self.each, "start": long[:40]})
        return several


class Subjects(forms.CharField):
    """Things somebody can help with, with commas between them. The value is a list."""

    EACH = 40  # characters, as the column

    def prepare_value(self, value: Any) -> Any:
        return ", ".join(value) if isinstance(value, list) else value

    def clean(self, value: Any) -> list[str]:
        parts = [" ".join(part.split()) for part in super().clean(value).split(",")]
        if any(len(part) > self.EACH for part in parts):
            words = ngettext(
                "Each of them has at most %(most)d sign.", "Each of them has at most %(most)d signs.", self.EACH
            )
            raise forms.ValidationError(words % {"most": self.EACH})
        return [part for part in parts if part]


class ZoneField(forms.ChoiceField):
    """A time zone; whatever somebody has already stays on offer, however their browser calls it."""

    def __init__(self, **options: Any) -> None:
        super().__init__(choices=zones.offered, **options)

    def bind(self, current: str) -> None:
        if current in zones.known() and current not in dict(zones.offered()):
            self.choices = [(current, current), *zones.offered()]
