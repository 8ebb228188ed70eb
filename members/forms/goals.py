"""A goal in one's own words, and its steps."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from members.models import Goal, Journey
from members.stages import ANSWERS


class GoalForm(forms.Form):
    words = forms.CharField(
        label=_("Your goal, in your own words"),
        help_text=_("So that you recognise the day when you are there."),
        max_length=280,
        widget=forms.Textarea(attrs={"rows": "3", "dir": "auto"}),
        error_messages={"required": _("A few words are enough. You can change them at any time.")},
    )
    visibility = forms.ChoiceField(
        label=_("Who may read it?"),
        help_text=_("The steps go with it. You can change this later."),
        choices=Goal.Visibility.choices,
        widget=forms.RadioSelect,
        initial=Goal.Visibility.SELF,
    )


class NewGoalForm(GoalForm):
    suggested = forms.MultipleChoiceField(
        label=_("Steps that others took on this path"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    own_steps = forms.CharField(
        label=_("Steps of your own"),
        help_text=_("One on each line. You can add and reorder them later."),
        required=False,
        max_length=2500,
        widget=forms.Textarea(attrs={"rows": "3", "dir": "auto"}),
    )
    field_order = ["words", "suggested", "own_steps", "visibility"]

    def __init__(self, *args: Any, journey: Journey, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        suggested = cast(forms.MultipleChoiceField, self.fields["suggested"])
        suggested.choices = [(title, title) for title in journey.suggested_milestones]
        if not journey.suggested_milestones:
            del self.fields["suggested"]

    def clean_own_steps(self) -> list[str]:
        steps = [line.strip() for line in self.cleaned_data["own_steps"].splitlines() if line.strip()]
        if any(len(step) > StepForm.LONGEST for step in steps):
            raise forms.ValidationError(_("80 characters at most for one step."))
        return steps

    def milestones(self) -> list[str]:
        return [*self.cleaned_data.get("suggested", []), *self.cleaned_data["own_steps"]]


class StepForm(forms.Form):
    LONGEST = 80  # characters of one step

    title = forms.CharField(
        label=_("One more step"),
        max_length=LONGEST,
        widget=forms.TextInput(attrs={"dir": "auto"}),
        error_messages={"required": _("Say in a few words what the step is.")},
    )


class ReachedStepForm(forms.Form):
    on = forms.BooleanField(required=False)
    note = forms.CharField(required=False, max_length=280)


class StayForm(forms.Form):
    answer = forms.ChoiceField(choices=[(answer, answer) for answer in ANSWERS])
