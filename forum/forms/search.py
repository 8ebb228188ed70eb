"""What one may look for."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from forum.models import Space, Topic
from forum.queries.search import LONGEST_QUERY

ANYWHERE = ("", _("anywhere"))
ANSWERED = (
    ("", _("answered or not")),
    ("no", _("not answered yet")),
    ("yes", _("answered")),
    ("helped", _("an answer helped")),
)


class SearchForm(forms.Form):
    q = forms.CharField(
        label=_("Words"),
        help_text=_("“in quotes” for a phrase, -word to leave one out, author:name for what somebody wrote."),
        required=False,
        max_length=LONGEST_QUERY,
        widget=forms.TextInput(attrs={"type": "search", "dir": "auto"}),
    )
    space = forms.ChoiceField(label=_("Space"), required=False)
    kind = forms.ChoiceField(label=_("Kind"), required=False, choices=[("", _("every kind")), *Topic.Kind.choices])
    answered = forms.ChoiceField(label=_("Answered"), required=False, choices=ANSWERED)
    tag = forms.CharField(label=_("Tag"), required=False, max_length=40)

    def __init__(self, *args: Any, spaces: Iterable[Space] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["space"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [ANYWHERE, *((space.slug, space.title) for space in spaces)]

    @property
    def wanted(self) -> dict[str, str]:
        """The fields that hold something sensible; one that does not finds nothing rather than everything."""
        said = {name: str(self.data.get(name, "")).strip() for name in self.fields}
        return said | {"tag": slugify(said["tag"], allow_unicode=True)}
