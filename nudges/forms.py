"""The shape of input on the page of what we sent."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from members.models import Hello
from nudges.models import Offer
from nudges.policy import FEWEST_PER_PERIOD, GOAL_RHYTHMS, MOST_PER_PERIOD, MOST_SUMMONS_PER_PERIOD, SUMMONS_PER_PERIOD


class AllowanceForm(forms.Form):
    per_month = forms.IntegerField(min_value=FEWEST_PER_PERIOD, max_value=MOST_PER_PERIOD)
    summons_per_week = forms.IntegerField(
        min_value=SUMMONS_PER_PERIOD, max_value=MOST_SUMMONS_PER_PERIOD, required=False
    )


class OfferForm(forms.Form):
    """`do`: offer, pause or withdraw."""

    kind = forms.ChoiceField()
    by_mail = forms.BooleanField(required=False)
    do = forms.ChoiceField(choices=[(verb, verb) for verb in ("offer", "pause", "withdraw")])

    def __init__(self, *args: Any, kinds: Iterable[Offer.Kind], **kwargs: Any) -> None:
        """`kinds`: those that this member may offer."""
        super().__init__(*args, **kwargs)
        self.fields["kind"] = forms.ChoiceField(choices=[(kind.value, kind.label) for kind in kinds])


class SummonsForm(forms.Form):
    """What somebody says to a summons. `do`: later (with a day) or not_for_me (with a tag of the question)."""

    do = forms.ChoiceField(choices=[(verb, verb) for verb in ("later", "not_for_me")])
    day = forms.DateField(required=False)
    tag = forms.CharField(max_length=40, required=False)


class AskForm(forms.Form):
    """Whom to ask: one of those who are shown, else a handle or an exact name."""

    chosen = forms.IntegerField(required=False, min_value=1, max_value=2**63 - 1)
    handle = forms.CharField(max_length=80, required=False)


class WriteForm(forms.Form):
    """What somebody new writes to their greeter."""

    words = forms.CharField(
        label=_("A few words"),
        help_text=_("Who you are, or what brings you here. A line is enough."),
        max_length=Hello.WORDS_AT_MOST,
        widget=forms.Textarea(attrs={"rows": "3", "dir": "auto"}),
        error_messages={"required": _("A word or two are enough.")},
    )


class GoalForm(forms.Form):
    """Every so many weeks; 0: never."""

    every_weeks = forms.TypedChoiceField(choices=[(weeks, weeks) for weeks in (0, *GOAL_RHYTHMS)], coerce=int)


class StopForm(forms.Form):
    kind = forms.CharField(max_length=40)
