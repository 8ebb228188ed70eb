"""What a mentor offers, what somebody asks for, and a letter between the two."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from members.forms.fields import Markdown, Subjects, languages
from members.models import Journey
from mentorship.models import Mentor, Request
from mentorship.rules import CAPACITIES, LONGEST_GUIDE


class OfferForm(forms.Form):
    words = forms.CharField(
        label=_("A line in your own words"),
        help_text=_("What it is like to walk with you. It stands beside your name."),
        max_length=280,
        required=False,
        widget=forms.Textarea(attrs={"rows": "2", "dir": "auto"}),
    )
    journeys = forms.ModelMultipleChoiceField(
        label=_("Paths that you would walk with somebody"),
        help_text=_("Paths whose goal you reached."),
        queryset=Journey.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose the path that you would walk with somebody.")},
    )
    topics = Subjects(
        label=_("What you went through"),
        help_text=_("With commas between: four cards, self-employed. Compared with what others write."),
        required=False,
    )
    languages = forms.MultipleChoiceField(
        label=_("Languages in which you would write"),
        choices=languages,
        widget=forms.SelectMultiple(attrs={"size": "5"}),
        error_messages={"required": _("Choose a language in which you would write.")},
    )
    capacity = forms.TypedChoiceField(
        label=_("How many people at once?"),
        help_text=_("One is plenty for a start."),
        coerce=int,
        choices=[(number, str(number)) for number in CAPACITIES],
        widget=forms.RadioSelect,
        initial=1,
    )

    def __init__(self, *args: Any, journeys: list[Journey], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice = cast("forms.ModelMultipleChoiceField[Journey]", self.fields["journeys"])
        choice.queryset = Journey.objects.filter(pk__in=[journey.pk for journey in journeys])

    @staticmethod
    def of(mentor: Mentor) -> dict[str, Any]:
        """The offer as it stands."""
        names = ("words", "topics", "languages", "capacity")
        return {name: getattr(mentor, name) for name in names} | {"journeys": list(mentor.journeys.all())}


class OptInForm(OfferForm):
    briefing_read = forms.BooleanField(
        label=_("I have read the boundaries above, and I keep to them."),
        error_messages={"required": _("Please read the boundaries first. They protect both of you.")},
    )


class AskForm(forms.Form):
    words = forms.CharField(
        label=_("What would you like company with?"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": "5", "dir": "auto"}),
        error_messages={"required": _("A line or two, so that they know what you hope for.")},
    )
    often = forms.ChoiceField(
        label=_("How often?"),
        choices=Request.Often.choices,
        widget=forms.RadioSelect,
        initial=Request.Often.FORTNIGHTLY,
    )


class DeclineForm(forms.Form):
    words = forms.CharField(
        label=_("A word to them"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": "2", "dir": "auto"}),
    )
    suggested = forms.ModelChoiceField(
        label=_("Somebody who might fit better"),
        required=False,
        queryset=Mentor.objects.none(),
        empty_label=_("Nobody in particular"),
    )

    def __init__(self, *args: Any, others: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice = cast("forms.ModelChoiceField[Mentor]", self.fields["suggested"])
        choice.queryset = others
        choice.label_from_instance = lambda mentor: mentor.member.shown_name  # type: ignore[method-assign, assignment]


class LetterForm(forms.Form):
    body = Markdown(
        max_length=8000,
        widget=forms.Textarea(attrs={"rows": "5", "dir": "auto"}),
        error_messages={"required": _("Write a line first. Short is fine.")},
    )
    feeling = forms.CharField(required=False, max_length=80)
    step = forms.CharField(required=False, max_length=80)
    own_step = forms.CharField(required=False, max_length=80)
    submit_key = forms.UUIDField(required=False)


class GuideForm(forms.Form):
    text = Markdown(max_length=LONGEST_GUIDE, error_messages={"required": _("Write a line first. Short is fine.")})
    note = forms.CharField(required=False, max_length=200)
    base = forms.IntegerField(min_value=0, max_value=2**31 - 1)

    def clean(self) -> dict[str, Any]:
        if "base" in self.errors:
            self.add_error(None, _("Please open the page again, and put your words in once more."))
        return self.cleaned_data


class WorryForm(forms.Form):
    words = forms.CharField(
        label=_("What worries you?"),
        help_text=_("Only these words reach the admins. Your letters stay between the two of you."),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": "4", "dir": "auto"}),
        error_messages={"required": _("Write in a line what worries you.")},
    )
