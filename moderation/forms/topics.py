"""Where a topic stands, and what becomes of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from forum.models import Closing, Space, Topic
from members.models import Member
from moderation import rules
from moderation.forms.deciding import ReasonForm
from moderation.forms.fields import TopicField


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
