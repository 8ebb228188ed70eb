"""What several forms of the desk ask for."""

from __future__ import annotations

import re
from datetime import datetime, time
from typing import Any, cast

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from forum.models import Space, Topic
from forum.rules import load_topic
from members.models import Member
from moderation.queries.alarms import spaces_to_choose_for


class InASpace(forms.Form):
    """One of the spaces that the moderator tends; for an admin also all of them."""

    space = forms.ModelChoiceField(label=_("Where"), queryset=Space.objects.none(), empty_label=None)

    def __init__(self, *args: Any, moderator: Member, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = cast(forms.ModelChoiceField, self.fields["space"])
        field.queryset = spaces_to_choose_for(moderator)
        if moderator.is_staff:
            field.required, field.empty_label = False, _("In all spaces")


class DayField(forms.DateField):
    """A day to come; cleans to the last minute of that day in the member's time zone."""

    widget = forms.DateInput(attrs={"type": "date"})

    def clean(self, value: Any) -> Any:
        day = super().clean(value)
        return timezone.make_aware(datetime.combine(day, time(23, 59))) if day else None


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
