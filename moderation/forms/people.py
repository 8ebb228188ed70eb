"""What is decided about a person: a word, a silence, a suspension, a term; and who wears a mask."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from forum.models import Space
from masks.models import Reveal
from members import queries
from members.models import Member
from moderation import rules
from moderation.forms.deciding import ReadyReasonForm
from moderation.forms.fields import DayField, InASpace
from moderation.models import Decision


class WarningForm(ReadyReasonForm):
    """Between the author and those who tend."""

    verb = Decision.Verb.WARN

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["ready"].label = _("What you would like to say")
        self.fields["reason"].help_text = _("Whoever wrote it reads it. It is not in the public log.")


class SuspensionForm(ReadyReasonForm):
    """Between a member and those who tend: it never stands in the public log."""

    verb = Decision.Verb.SUSPEND
    until = DayField(label=_("Until the end of"))

    field_order = ["ready", "reason", "until"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].help_text = _("The member reads it. It is not in the public log.")
        self.fields["until"].initial = timezone.localdate() + timedelta(days=7)


class SilenceForm(InASpace, SuspensionForm):
    """As a suspension, for one space or for all."""

    verb = Decision.Verb.SILENCE

    field_order = ["ready", "reason", "space", "until"]


class RevealForm(forms.Form):
    reason = forms.CharField(
        label=_("Why nothing else will do"),
        help_text=_("Another admin weighs it, and it stands in a log that nobody can change."),
        max_length=Reveal.MOST_LETTERS,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    law_hold = forms.CharField(
        label=_("Which law forbids to tell the author"),
        help_text=_("Leave it empty unless one does. Then the author is told by the next hour."),
        max_length=Reveal.MOST_LETTERS,
        required=False,
    )
    until = forms.DateField(label=_("Until when"), required=False, widget=forms.DateInput(attrs={"type": "date"}))


class AppointmentForm(forms.Form):
    space = forms.ModelChoiceField(
        label=_("Space"), queryset=Space.objects.filter(archived_at=None), empty_label=_("Choose a space")
    )
    handle = forms.CharField(label=_("Who"), help_text=_("The name in their page’s address."), max_length=31)
    ends_at = DayField(label=_("Until the end of"), help_text=_("A term always ends, within a year."))
    why = forms.CharField(label=_("Why"), max_length=200, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["ends_at"].initial = timezone.localdate() + rules.DEFAULT_TERM

    def clean_handle(self) -> Member:
        try:
            return queries.person_called(self.cleaned_data["handle"].strip().lstrip("@"))
        except Member.DoesNotExist:
            raise forms.ValidationError(_("Nobody here has this name. Look at the address of their page.")) from None
