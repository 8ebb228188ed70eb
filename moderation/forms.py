"""The shape of what is sent to the desk."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from forum.models import Closing, Space, Topic, Wording
from forum.rules import load_topic
from masks.models import Reveal
from members import queries
from members.models import Member
from moderation import rules
from moderation.models import DangerPhrase, Decision, FollowUp, Note, ReadyReasons, Report
from moderation.queries.alarms import spaces_to_choose_for
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
    """`seen` is the newest decision about the thing when the page was made; `anyway`: after several hard ones."""

    seen = forms.IntegerField(min_value=0, required=False)
    anyway = forms.BooleanField(required=False)


class SeveralForm(DecidingForm):
    """One act about all that were chosen: each is "post.12.7", its kind, its number and what was seen of it."""

    CHOSEN = re.compile(r"(post|comment)\.([0-9]{1,18})\.([0-9]{1,18})")

    def chosen(self) -> list[tuple[str, int, int]]:
        found = [self.CHOSEN.fullmatch(one) for one in dict.fromkeys(self.data.getlist("case"))]
        return [(one[1], int(one[2]), int(one[3])) for one in found if one]


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
        super().__init__(*args, **kwargs)
        self.fields["due_on"].initial = timezone.localdate() + timedelta(days=3)


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


class DayField(forms.DateField):
    """A day to come; cleans to the last minute of that day in the member's time zone."""

    widget = forms.DateInput(attrs={"type": "date"})

    def clean(self, value: Any) -> Any:
        day = super().clean(value)
        return timezone.make_aware(datetime.combine(day, time(23, 59))) if day else None


class PauseForm(ReasonForm):
    """Why somebody is left in peace: the member sees that and until when, in the community's own words."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].help_text = _("It is kept with the decision, and it is not in the public log.")


class SuspensionForm(ReadyReasonForm):
    """Between a member and those who tend: it never stands in the public log."""

    verb = Decision.Verb.SUSPEND
    until = DayField(label=_("Until the end of"))

    field_order = ["ready", "reason", "until"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].help_text = _("The member reads it. It is not in the public log.")
        self.fields["until"].initial = timezone.localdate() + timedelta(days=7)


class WarningForm(ReadyReasonForm):
    """Between the author and those who tend."""

    verb = Decision.Verb.WARN

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["ready"].label = _("What you would like to say")
        self.fields["reason"].help_text = _("Whoever wrote it reads it. It is not in the public log.")


class SilenceForm(SuspensionForm):
    """As a suspension, for one space or for all."""

    verb = Decision.Verb.SILENCE
    space = forms.ModelChoiceField(label=_("Where"), queryset=Space.objects.none(), empty_label=None)

    field_order = ["ready", "reason", "space", "until"]

    def __init__(self, *args: Any, moderator: Member, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["space"]
        field.queryset = spaces_to_choose_for(moderator)
        if moderator.is_staff:
            field.required, field.empty_label = False, _("In all spaces")


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


class MoveForm(forms.Form):
    """A topic's space and tags; what is not changed stays."""

    space = forms.ModelChoiceField(label=_("Space"), queryset=Space.objects.none(), empty_label=None)
    tags = forms.CharField(
        label=_("Tags"), help_text=_("With commas between them, four at most."), required=False, max_length=200
    )
    reason = ReasonForm.base_fields["reason"]

    def __init__(self, *args: Any, topic: Topic, moderator: Member, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        spaces = Space.objects.filter(archived_at=None)
        if not moderator.is_staff:
            spaces = spaces.filter(pk__in=[*rules.tended_spaces(moderator)])
        self.fields["space"].queryset = spaces
        self.fields["space"].initial = topic.space_id
        self.before = sorted(topic.tags.values_list("name", flat=True))
        self.fields["tags"].initial = ", ".join(self.before)

    def tag_names(self) -> list[str]:
        return [name.strip() for name in self.cleaned_data["tags"].split(",") if name.strip()]


class TopicField(forms.CharField):
    """A topic that the moderator may read, by its address or number; "" is none."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=300, required=False, **kwargs)
        self.viewer: Member | None = None

    def clean(self, value: Any) -> Topic | None:
        said = super().clean(value)
        if not said:
            return None
        found = re.search(r"(?:^|/t/)([0-9]{1,18})(?:[/?#]|$)", said)
        try:
            return load_topic(self.viewer, int(found[1]) if found else 0)
        except Topic.DoesNotExist:
            raise forms.ValidationError(_("There is no topic at this address.")) from None


class SplitForm(forms.Form):
    """Which answers become a topic of their own."""

    title = forms.CharField(label=_("What it is called"), max_length=160)
    posts = forms.TypedMultipleChoiceField(
        label=_("What goes there"),
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one answer.")},
    )
    reason = ReasonForm.base_fields["reason"]

    def __init__(self, *args: Any, choices: Sequence[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["posts"].choices = choices


class MergeForm(forms.Form):
    """Into which topic another goes."""

    into = TopicField(label=_("Into which topic"), help_text=_("Its address, or its number."))
    reason = ReasonForm.base_fields["reason"]

    def __init__(self, *args: Any, moderator: Member, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["into"]
        field.viewer, field.required = moderator, True
        field.error_messages["required"] = _("Say into which topic.")


class ClosingForm(forms.Form):
    """Why a topic is closed."""

    kind = forms.ChoiceField(label=_("It is"), choices=Closing.Reason.choices, widget=forms.RadioSelect)
    same_as = TopicField(
        label=_("Where was the same asked?"), help_text=_("The address of that topic, where there is one.")
    )
    reason = forms.CharField(
        label=_("Your reason"),
        help_text=_("It stands under the title and in the log, for everybody to read. Name nobody in it."),
        max_length=Closing.MOST_WORDS,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, moderator: Member, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["same_as"].viewer = moderator


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


class WordingForm(forms.Form):
    """Words that hold, are said otherwise, or are answered with help."""

    words = forms.CharField(
        label=_("Words"),
        help_text=_("As people write them. A star at the end of a word stands for any ending."),
        max_length=Wording.MOST_LETTERS,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    does = forms.ChoiceField(label=_("What happens"), choices=Wording.Does.choices)
    instead = forms.CharField(
        label=_("Said instead"),
        help_text=_("Only where it is said in other words."),
        max_length=Wording.MOST_LETTERS,
        required=False,
    )
    space = forms.ModelChoiceField(label=_("Where"), queryset=Space.objects.none(), empty_label=None)

    def __init__(self, *args: Any, moderator: Member, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["space"]
        field.queryset = spaces_to_choose_for(moderator)
        if moderator.is_staff:
            field.required, field.empty_label = False, _("In all spaces")


class WordsForm(forms.Form):
    """Words that call somebody who tends the place."""

    words = forms.CharField(
        label=_("Words"),
        help_text=_("As people write them. A star at the end of a word stands for any ending."),
        max_length=DangerPhrase.MOST_LETTERS,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    space = forms.ModelChoiceField(label=_("Where"), queryset=Space.objects.none(), empty_label=None)

    def __init__(self, *args: Any, moderator: Member, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["space"]
        field.queryset = spaces_to_choose_for(moderator)
        if moderator.is_staff:
            field.required, field.empty_label = False, _("In all spaces")
