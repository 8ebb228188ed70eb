"""The shape of what is typed into the forum's forms. What it may say is asked by the actions."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any, ClassVar, cast
from uuid import uuid4

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from forum import rules, words
from forum.actions.helped import LONGEST_CHANGE
from forum.drafting import CONTEXT
from forum.models import Comment, Space, Topic
from forum.models.levels import Level
from forum.queries.search import LONGEST_QUERY
from members.models import Member
from members.queries import languages
from members.rules import NotAllowed

NAMES = [("me", _("with my name")), ("mask", _("without my name"))]


class TitleField(forms.CharField):
    """The line at the top, as `words.title` has it; here a refusal stands beside the field."""

    default_error_messages: ClassVar[dict[str, Any]] = {
        "max_length": _("A shorter line, please: 160 characters at most.")
    }

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=words.LONGEST_TITLE, **kwargs)

    def clean(self, value: Any) -> str:
        typed: str = super().clean(value)
        try:
            return words.title(typed) if typed else ""
        except NotAllowed as refusal:
            raise forms.ValidationError(str(refusal)) from None


class Signed(forms.Form):
    """A form that is posted once, under one's name or behind a mask."""

    submit_key = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, masked: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # "as" cannot be written as an attribute.
        self.fields["as"] = forms.ChoiceField(choices=NAMES, initial="mask" if masked else "me")
        self.initial.setdefault("submit_key", uuid4())

    @property
    def masked(self) -> bool:
        """Was "without my name" chosen? Before it is posted: is it what the form offers?"""
        if self.is_bound:
            return self.data.get("as") == "mask"
        return self.fields["as"].initial == "mask"

    @property
    def key(self) -> object:
        """The submit key to send with the form: the posted one again, so that a second try is the same submit."""
        return self["submit_key"].value()


class MayWait(Signed):
    """One that may be posted at a day and an hour, in the writer's own zone. What `do` says is the button that was pressed."""

    later_day = forms.DateField(required=False)
    later_time = forms.TimeField(required=False)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        wish = self.data.get("do", "post")
        typed = [self.data.get(name, "").strip() for name in ("later_day", "later_time")]
        if wish == "later" and not all(typed):
            self.add_error("later_day", _("Choose a day and an hour, please."))
        elif wish == "post" and any(typed):
            # Return in one of the two fields presses the first button: what must not be taken back asks first.
            self.add_error(
                "later_day", _("Nothing is posted yet: a time is chosen. Press “Post it then”, or empty both fields.")
            )
        return given


class AnswerForm(MayWait):
    body = forms.CharField(
        max_length=rules.LONGEST_BODY,
        strip=False,
        error_messages={"required": _("There are no words in it yet.")},
    )


class CommentForm(Signed):
    body = forms.CharField(
        max_length=Comment.MAX_LENGTH, error_messages={"required": _("There are no words in it yet.")}
    )


class AskForm(MayWait):
    kind = forms.ChoiceField(choices=Topic.Kind.choices, initial=Topic.Kind.QUESTION)
    title = TitleField(error_messages={"required": _("One line at the top, please: it is what people see first.")})
    body = forms.CharField(
        max_length=rules.LONGEST_BODY,
        strip=False,
        error_messages={"required": _("There are no words in it yet.")},
    )
    space = forms.ModelChoiceField(
        Space.objects.none(),
        to_field_name="slug",
        error_messages={"required": _("Choose where it belongs, please.")},
    )
    tags = forms.CharField(max_length=200, required=False)
    audience = forms.ChoiceField(choices=Topic.Audience.choices, initial=Topic.Audience.MEMBERS)
    letter = forms.IntegerField(required=False, widget=forms.HiddenInput)
    lang = forms.ChoiceField(choices=languages.to_write_in, required=False)

    def __init__(self, *args: Any, viewer: Member | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.spaces = spaces_open_to(viewer)
        choice = cast(forms.ModelChoiceField, self.fields["space"])
        choice.queryset = self.spaces
        # A visitor may not know all the spaces yet; they choose after they have come in.
        choice.required = viewer is not None
        only = list(self.spaces[:2])
        if len(only) == 1:
            self.initial.setdefault("space", only[0].slug)

    @property
    def languages(self) -> list[tuple[str, str]]:
        """Among which to choose; none where the community writes in one."""
        return languages.to_write_in()

    def clean_tags(self) -> list[str]:
        typed = split_tags(self.cleaned_data["tags"])
        if len(typed) > rules.MOST_TAGS:
            raise forms.ValidationError(_("Four tags are enough. Which of them say the most?"))
        return typed


class EditForm(forms.Form):
    base = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    body = forms.CharField(
        max_length=rules.LONGEST_BODY,
        strip=False,
        error_messages={"required": _("There are no words in it yet.")},
    )
    title = forms.CharField(max_length=words.LONGEST_TITLE, required=False)  # refused by the action, where it is one
    tags = forms.CharField(max_length=200, required=False)
    reason = forms.CharField(max_length=200, required=False, label=_("Why you changed it"))


class CommentEditForm(forms.Form):
    body = forms.CharField(max_length=Comment.MAX_LENGTH)


class HelpedForm(forms.Form):
    what_changed = forms.CharField(max_length=LONGEST_CHANGE, required=False)


class DraftForm(forms.Form):
    """Which of the forms above half-written words belong to. The words themselves are kept as they are."""

    context = forms.RegexField(CONTEXT, max_length=60)
    # of the page that keeps it: what it has read of the draft, and which one it is
    draft_version = forms.IntegerField(min_value=0, required=False)
    draft_tab = forms.CharField(max_length=32, required=False)


def split_tags(typed: str) -> list[str]:
    """Tags stand between commas."""
    return [name for part in re.split(r"[,\n]", typed) if (name := part.strip())]


def spaces_open_to(viewer: Member | None) -> QuerySet[Space]:
    """The spaces in which they may open a topic."""
    spaces = Space.objects.filter(archived_at__isnull=True)
    if viewer is None:
        return spaces.filter(visibility=Space.Visibility.PUBLIC)
    if viewer.is_staff or rules.tended_spaces(viewer):
        return spaces
    return spaces.exclude(visibility=Space.Visibility.MODERATORS)


# --- looking for something ------------------------------------------------------------------------------------

ANYWHERE = ("", _("anywhere"))
ANY_LANGUAGE = ("", _("every language"))
ANSWERED = (
    ("", _("answered or not")),
    ("no", _("not answered yet")),
    ("yes", _("answered")),
    ("helped", _("an answer helped")),
)


class SearchForm(forms.Form):
    """Shown with what was looked for and never refused, so nothing in it is required or said to be optional."""

    use_required_attribute = False

    q = forms.CharField(
        label=_("Words"),
        help_text=_("“in quotes” for a phrase, -word to leave one out, by:name for what somebody wrote."),
        max_length=LONGEST_QUERY,
        widget=forms.TextInput(attrs={"type": "search", "dir": "auto"}),
    )
    space = forms.ChoiceField(label=_("Space"))
    kind = forms.ChoiceField(label=_("Kind"), choices=[("", _("every kind")), *Topic.Kind.choices])
    answered = forms.ChoiceField(label=pgettext_lazy("questions", "Answered"), choices=ANSWERED)
    tag = forms.CharField(label=_("Tag"), max_length=40)
    lang = forms.ChoiceField(label=_("Language"))  # only where topics are written in several

    def __init__(
        self, typed: Mapping[str, str], *, spaces: Iterable[Space] = (), tongues: Iterable[tuple[str, str]] = ()
    ) -> None:
        super().__init__(initial={name: typed.get(name, "") for name in self.base_fields})
        self._offer("space", ANYWHERE, ((space.slug, space.title) for space in spaces))
        if tongues := list(tongues):
            self._offer("lang", ANY_LANGUAGE, tongues)
        else:
            del self.fields["lang"]

    def _offer(self, name: str, first: tuple[str, Any], more: Iterable[tuple[str, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [first, *more]


def searched(typed: Mapping[str, str]) -> dict[str, str]:
    """What the search form's fields hold; what makes no sense there finds nothing rather than everything."""
    said = {name: typed.get(name, "").strip() for name in SearchForm.base_fields}
    if not languages.to_write_in():
        del said["lang"]
    return said | {"tag": words.tag_slug(said["tag"])}


class ReminderForm(forms.Form):
    """When a saved post is shown again."""

    DAYS: ClassVar[dict[str, int]] = {"tomorrow": 1, "three": 3, "week": 7, "month": 30}

    when = forms.ChoiceField(
        label=_("When"),
        choices=[
            ("tomorrow", _("Tomorrow")),
            ("three", _("In three days")),
            ("week", _("In a week")),
            ("month", _("In a month")),
            ("day", _("On a day that I choose")),
        ],
        widget=forms.RadioSelect,
        initial="week",
    )
    day = forms.DateField(label=_("The day"), required=False, widget=forms.DateInput(attrs={"type": "date"}))

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("when") == "day" and not given.get("day") and "day" not in self.errors:
            self.add_error("day", _("Choose the day."))
        return given

    @property
    def chosen(self) -> date:
        given = self.cleaned_data
        days = self.DAYS.get(given["when"])
        return given["day"] if days is None else self.today + timedelta(days=days)


class LevelForm(forms.Form):
    """How much somebody wants to hear; "" is as everywhere."""

    level = forms.TypedChoiceField(
        choices=[("", ""), *Level.choices], coerce=lambda value: Level(int(value)), empty_value=None, required=False
    )

    @property
    def chosen(self) -> Level | None:
        level: Level | None = self.cleaned_data["level"]
        return level
