"""What is decided about what somebody wrote, and with which reason."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from moderation.models import Decision, ReadyReasons, Report
from moderation.queries.reasons import offered

MOST_IN_LOG = 500  # letters of a reason


class ReportForm(forms.Form):
    reason = forms.ChoiceField(label=_("What’s wrong here?"), choices=Report.Reason.choices, widget=forms.RadioSelect)
    note = forms.CharField(
        label=_("A few words"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    masked = forms.BooleanField(label=_("Without my name: nothing about this report is kept under it"), required=False)


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=_("Your reason"),
        help_text=_("The author reads it, and it stands in the log that everybody can read. Name nobody in it."),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class ReadyReasonForm(forms.Form):
    """A ready reason, or one's own words, or both: `reason` holds what will be read."""

    verb: Decision.Verb
    ready = forms.ChoiceField(label=_("The reason"), required=False, widget=forms.RadioSelect)
    reason = forms.CharField(
        label=_("In your own words"),
        help_text=_("The author reads it, and it stands in the log that everybody can read. Name nobody in it."),
        max_length=400,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offered = offered(self.verb)
        self.fields["ready"].choices = list(self.offered.items())

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        ready = self.offered.get(given.get("ready", ""), "")
        given["reason"] = f"{ready} {given.get('reason', '')}".strip()
        if not given["reason"] and not self.errors:
            self.add_error("ready", _("Please choose a reason, or write one: it is read."))
        return given


class HideForm(ReadyReasonForm):
    """`seen` is the newest decision about the thing when the page was made."""

    verb = Decision.Verb.HIDE
    seen = forms.IntegerField(min_value=0, required=False, widget=forms.HiddenInput)


class RestrictionForm(ReadyReasonForm):
    verb = Decision.Verb.RESTRICT


class PauseForm(ReasonForm):
    """Why somebody is left in peace: the member sees that and until when, in the community's own words."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].help_text = _("It is kept with the decision, and it is not in the public log.")


class DecidingForm(forms.Form):
    """What is to be done; a ready reason and one's own words make one reason."""

    verb = forms.ChoiceField(choices=Decision.Verb.choices)
    ready = forms.CharField(max_length=40, required=False)
    reason = forms.CharField(max_length=500, required=False)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("ready") and "verb" in given:
            sentence = offered(Decision.Verb(given["verb"])).get(given["ready"])
            if sentence is None:
                self.add_error("ready", _("This sentence is not offered any more."))
            given["reason"] = f"{sentence} {given.get('reason', '')}".strip()
            if len(given["reason"]) > MOST_IN_LOG:
                self.add_error("reason", _("That is too long. Please say it in fewer words."))
        return given


class DecisionForm(DecidingForm):
    """`seen` is the newest decision about the thing when the page was made, `saves` how often it had been changed since
    it was hidden; `anyway`: after several hard ones.
    """

    seen = forms.IntegerField(min_value=0, required=False)
    saves = forms.IntegerField(min_value=0, required=False)
    anyway = forms.BooleanField(required=False)


class SeveralForm(DecidingForm):
    """One act about all that were chosen: each is "post.12.7", its kind, its number and what was seen of it."""

    CHOSEN = re.compile(r"(post|comment)\.([0-9]{1,18})\.([0-9]{1,18})")

    def chosen(self) -> list[tuple[str, int, int]]:
        found = [self.CHOSEN.fullmatch(one) for one in dict.fromkeys(self.data.getlist("case"))]
        return [(one[1], int(one[2]), int(one[3])) for one in found if one]


class ReasonsForm(forms.Form):
    """One use of ready reasons; a line for each."""

    use = forms.ChoiceField(choices=ReadyReasons.Use.choices, widget=forms.HiddenInput)
    lines = forms.CharField(
        required=False,
        max_length=ReadyReasons.MOST_LINES * (ReadyReasons.MOST_LETTERS + 2),
        widget=forms.Textarea(attrs={"rows": 6}),
    )

    @classmethod
    def of(cls, use: str, lines: list[str]) -> ReasonsForm:
        form = cls(initial={"use": use, "lines": "\n".join(lines)}, prefix=None, auto_id=f"id_{use}_%s")
        return form._named(use)

    def _named(self, use: str) -> ReasonsForm:
        field = self.fields["lines"]
        field.label = ReadyReasons.Use(use).label
        field.help_text = _("One sentence on each line. Without any, the built-in ones are offered.")
        return self


class SecondLookForm(forms.Form):
    words = forms.CharField(
        label=_("What should we look at again?"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
