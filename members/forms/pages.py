"""What a member says about themselves, and who sees it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from members.forms.fields import Subjects, ZoneField, languages, reading
from members.models import Member
from members.queries import languages as spoken
from members.queries.people import Place


class PageForm(forms.Form):
    name = forms.CharField(
        label=_("What should we call you?"),
        help_text=_("Members see it beside what you write under your name."),
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "nickname", "dir": "auto"}),
    )
    introduction = forms.CharField(
        label=_("One line about you"),
        help_text=_("Members see it where newcomers are shown, so that somebody can say hello."),
        max_length=280,
        required=False,
        widget=forms.TextInput(attrs={"dir": "auto"}),
    )
    bio = forms.CharField(
        label=_("More about you"),
        help_text=_("On your page. Markdown works here. Leave out what you’d not want found."),
        max_length=4000,
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"dir": "auto"}),
    )
    can_help_with = Subjects(
        label=_("What you can help with"),
        help_text=_("With commas between: opening letters, first phone calls. You see questions about them first."),
        required=False,
    )
    rather_not = Subjects(
        label=_("Rather not"), help_text=_("What you don’t want to be shown or asked about."), required=False
    )
    location = forms.CharField(
        label=_("Where you live"), help_text=_("As roughly as you like."), max_length=80, required=False
    )
    reads_in = forms.ChoiceField(
        label=_("The language that this place speaks to you"),
        help_text=_("On its pages, in its mails and in notifications."),
        choices=reading,
        required=False,
    )
    language = forms.ChoiceField(
        label=_("The language you write in"),
        help_text=_("A mentor who is found for you shares it."),
        choices=languages,
        required=False,
    )
    time_zone = ZoneField(
        label=_("Your time zone"),
        help_text=_("Mail comes between nine and eight in the evening, but for what you ask for, such as a code."),
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["time_zone"].bind(self.initial.get("time_zone", ""))
        if len(spoken.offered()) < 2:
            del self.fields["reads_in"]

    @staticmethod
    def of(member: Member) -> dict[str, Any]:
        """The member's page as it stands."""
        names = ("introduction", "bio", "can_help_with", "rather_not", "location", "reads_in", "language", "time_zone")
        return {"name": member.display_name} | {name: getattr(member, name) for name in names}


class PrivacyForm(forms.Form):
    shows_new = forms.BooleanField(
        label=_("That I am new here stands beside my name"),
        help_text=_("So that somebody says hello. Without this, nobody is asked to, and members read no “New here”."),
        required=False,
    )
    is_listed = forms.BooleanField(label=_("Members find me in the directory"), required=False)
    shows_stage = forms.BooleanField(
        label=_("My place on the path stands beside my name"),
        help_text=_("“On the way” or “Reached the goal”. That you mentor here is always shown, while you do."),
        required=False,
    )
    shows_counts = forms.BooleanField(
        label=_("My page may say how many people my answers helped"),
        help_text=_("A sentence such as “Nine people said that these answers helped”. Without this, only you read it."),
        required=False,
    )

    @staticmethod
    def of(member: Member) -> dict[str, bool]:
        names = ("shows_new", "is_listed", "shows_stage", "shows_counts")
        return {name: getattr(member, name) for name in names}

    def __init__(self, *args: Any, member: Member, **options: Any) -> None:
        super().__init__(*args, initial=self.of(member), **options)
        if member.stage != Member.Stage.NEWCOMER:
            del self.fields["shows_new"]


class InvitationForm(forms.Form):
    note = forms.CharField(
        label=_("A word to them"),
        help_text=_("They read it when they open the link."),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"dir": "auto"}),
    )


class DeclineForm(forms.Form):
    sentence = forms.CharField(label=_("Why not, in one sentence"), help_text=_("They read it."), max_length=500)


class DirectoryForm(forms.Form):
    """Never refuses: what cannot be read is no filter."""

    q = forms.CharField(required=False, max_length=60)
    subject = forms.CharField(required=False, max_length=40)
    path = forms.SlugField(required=False)
    place = forms.ChoiceField(
        required=False,
        choices=[("", _("Anywhere on it")), (Place.WAY, _("On the way")), (Place.REACHED, _("Reached the goal"))],
    )
