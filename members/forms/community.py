"""The community's words: at set-up and later."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.utils.text import slugify
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from members.actions.community import EDITABLE
from members.forms.changes import ChangesAlone
from members.forms.fields import Address, Lines, Markdown, ZoneField, languages, offered
from members.handles import clean_name
from members.models import Community, Member
from members.queries import languages as spoken
from members.rules import NotAllowed


def _area(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": str(rows), "dir": "auto"})


class PurposeForm(forms.Form):
    """What the community is for."""

    name = forms.CharField(label=_("What is the community called?"), max_length=60)
    headline = forms.CharField(
        label=_("One line for strangers"),
        help_text=_("The first thing that a visitor reads. “Learning late, next to people who have been there.”"),
        max_length=120,
    )
    purpose = forms.CharField(
        label=_("What is it for?"),
        help_text=_("Whom it is for, what they do for each other here, and what they may expect."),
        max_length=1000,
        widget=_area(4),
    )
    non_goals = forms.CharField(
        label=_("What is it not for?"),
        help_text=_("What does not belong here, and what it will never be used for. Members can hold you to it."),
        max_length=1000,
        widget=_area(3),
    )


class DoorForm(forms.Form):
    """Who may come in, and what everybody agrees to."""

    agreement = Lines(
        label=_("The agreement"),
        help_text=_("One line each. Everybody reads and accepts it when they join."),
        each=280,
        most=12,
        widget=_area(6),
    )
    registration = forms.ChoiceField(
        label=_("Who may join?"), choices=Community.Registration.choices, widget=forms.RadioSelect
    )
    host_name = forms.CharField(
        label=_("Who runs the servers?"),
        help_text=_("A person or an organisation. It is named as the host, and nothing else."),
        max_length=80,
        required=False,
    )
    host_url = forms.URLField(label=_("Their address on the web"), required=False, assume_scheme="https")
    urgent_help = Markdown(
        label=_("People to call right now"),
        help_text=_("Who answers when somebody is in danger, with telephone numbers. Markdown works here."),
        max_length=4000,
        required=False,
        widget=_area(4),
    )
    time_zone = ZoneField(label=_("Time zone of those who don’t choose one"))
    language = forms.ChoiceField(
        label=_("Language of those who don’t choose one"),
        help_text=_("Of the interface and of mails. Search knows its words and their endings."),
        choices=offered,
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if len(spoken.offered()) < 2:
            del self.fields["language"]
        zone = self.fields["time_zone"]
        assert isinstance(zone, ZoneField)
        zone.bind(self.initial.get("time_zone", "") or self.data.get("time_zone", ""))

    def clean_host_url(self) -> str:
        address: str = self.cleaned_data["host_url"]
        if address and not address.startswith(("https://", "http://")):
            raise forms.ValidationError(_now("Please give an address that begins with https://"))
        return address


class CommunityForm(ChangesAlone, DoorForm, PurposeForm):
    topic_languages = forms.MultipleChoiceField(
        label=_("Languages in which people write here"),
        help_text=_("With more than one of them, whoever asks says in which."),
        choices=languages,
        required=False,
        widget=forms.SelectMultiple(attrs={"size": "6"}),
    )
    privacy_note = forms.CharField(
        label=_("What you do with people’s words"),
        help_text=_("Stands under “Privacy” on the page about this community: who can see what, and whom to ask."),
        max_length=4000,
        required=False,
        widget=_area(4),
    )
    blocked_words = Lines(
        label=_("Words that make a first post wait for a person"),
        help_text=_("One on each line. Spam uses the same few: “guaranteed approval”. Members do not see this list."),
        each=60,
        most=200,
        required=False,
        widget=_area(4),
    )

    formulas = forms.BooleanField(
        label=_("Draw formulas"),
        help_text=_(
            "What stands between dollars, as in $x^2$, is drawn as a formula. “$5 and $6” stays money. What was written "
            "before follows by the next night; articles and letters with their next change."
        ),
        required=False,
    )

    field_order = (
        *PurposeForm.base_fields,
        *("agreement", "registration", "host_name", "host_url", "urgent_help", "privacy_note", "blocked_words"),
        *("time_zone", "formulas", "language", "topic_languages"),
    )

    @staticmethod
    def of(row: Community) -> dict[str, Any]:
        return {name: getattr(row, name) for name in EDITABLE} | {"language": spoken.known(row.language)}

    def values(self) -> dict[str, Any]:
        return {name: value for name, value in self.cleaned_data.items() if name in EDITABLE}


class RoomsForm(forms.Form):
    """What people walk towards, and where they talk."""

    journeys = Lines(
        label=_("Paths"),
        help_text=_(
            "What people want to reach, one on each line: “I can read a letter”. Members set their own goals on them."
        ),
        each=80,
        most=8,
        widget=_area(2),
    )
    spaces = Lines(
        label=_("Spaces"),
        help_text=_("Rooms to talk in, one on each line: “First steps: when you don’t know where to start”."),
        each=300,
        most=20,
        widget=_area(4),
    )

    def clean_spaces(self) -> list[tuple[str, str]]:
        """Title and purpose of each."""
        pairs = [line.partition(":") for line in self.cleaned_data["spaces"]]
        found = [(title.strip(), purpose.strip()[:280]) for title, _sep, purpose in pairs if title.strip()]
        if any(len(title) > 60 for title, _purpose in found):
            raise forms.ValidationError(_now("A space’s name has at most 60 signs; put the rest after a colon."))
        _refuse_twins([title for title, _purpose in found], _now("There is a space with that name already."))
        return found

    def clean_journeys(self) -> list[str]:
        titles: list[str] = self.cleaned_data["journeys"]
        _refuse_twins(titles, _now("There is a path with that name already."))
        return titles


def _refuse_twins(titles: list[str], words: str) -> None:
    made = [slugify(title)[:50] or title for title in titles]
    if len(set(made)) < len(made):
        raise forms.ValidationError(words)


class PersonForm(forms.Form):
    """Who looks after it first."""

    admin_name = forms.CharField(label=_("What should we call you?"), max_length=60)
    email = Address(label=_("Your e-mail"), help_text=_("To sign in. Never shown to anyone."))
    password = forms.CharField(
        label=_("A password"),
        help_text=_("Leave it empty to sign in with a code by mail; mail must work then."),
        required=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def clean_admin_name(self) -> str:
        try:
            return clean_name(self.cleaned_data["admin_name"])
        except NotAllowed as refusal:
            raise forms.ValidationError(str(refusal)) from None

    def clean_password(self) -> str:
        password: str = self.cleaned_data["password"]
        if password:
            validate_password(password, Member(display_name=self.cleaned_data.get("admin_name", "")))
        return password
