"""What colleagues share about a case or a person."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from members.models import Member
from moderation.models import FollowUp, Note


class ColleagueForm(forms.Form):
    """Whose it is to be; nobody: whoever comes first."""

    to = forms.ModelChoiceField(
        label=_("Give it to"), queryset=Member.objects.none(), required=False, empty_label=_("Nobody in particular")
    )

    def __init__(self, *args: Any, people: QuerySet[Member], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].queryset = people


class NoteForm(forms.Form):
    words = forms.CharField(
        label=_("A note for your colleagues"),
        max_length=Note.WORDS_AT_MOST,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    on_mask = forms.BooleanField(label=_("It is about this name, wherever it writes in this topic"), required=False)


class PromiseForm(forms.Form):
    due_on = forms.DateField(label=_("Look again on"), widget=forms.DateInput(attrs={"type": "date"}))
    words = forms.CharField(
        label=_("What for"), help_text=_("For example: How is she?"), max_length=FollowUp.WORDS_AT_MOST, required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": "id_promise_%s", **kwargs})  # it stands on one page with a note
        self.fields["due_on"].initial = timezone.localdate() + timedelta(days=3)
