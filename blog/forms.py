"""The shape of what is sent about articles."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from blog import rules
from blog.models import Byline
from forum.forms import TitleField
from masks.models import Authored
from writing.typed import lines


class InviteForm(forms.Form):
    reason = forms.CharField(
        label=_("Why this answer"),
        help_text=_("The author reads it. Say what it did for whom."),
        max_length=280,
    )
    message = forms.CharField(
        label=_("Your message"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 6})
    )


class BylineForm(forms.Form):
    """Under which name an article stands; which choices there are depends on how the answer was written."""

    byline = forms.ChoiceField(label=_("Under which name?"), choices=Byline.choices, widget=forms.RadioSelect)
    byline_words = forms.CharField(
        label=_("Another by-line"),
        help_text=_("Only where you chose it above. The answer it grew from keeps the name it carries there."),
        max_length=60,
        required=False,
    )

    def __init__(self, *args: Any, row: Authored, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = Byline.MASK if row.is_masked else Byline.NAME
        labels = {
            Byline.NAME: _("As %(name)s") % {"name": row.author.shown_name},
            Byline.MASK: _("As %(name)s, the name you wear there") % {"name": row.author.shown_name},
        }
        self.fields["byline"].choices = [
            (own, labels[own]),
            (Byline.OTHER, _("With another by-line")),
        ]


class AnswerForm(BylineForm):
    """yes needs a by-line; later and no need nothing."""

    answer = forms.ChoiceField(choices=[("yes", "yes"), ("later", "later"), ("no", "no")])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["byline"].required = False


class DraftForm(forms.Form):
    title = TitleField(label=_("Title"))
    standfirst = forms.CharField(
        label=_("One or two sentences under the title"),
        max_length=280,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    body = forms.CharField(
        label=_("The text"),
        max_length=rules.LONGEST_BODY,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 18}),
    )
    quotes_asker = forms.BooleanField(
        label=_("It quotes or retells what the person who asked wrote. They will be asked first."), required=False
    )
    note = forms.CharField(label=_("What did you change?"), max_length=280, required=False)
    based_on = forms.IntegerField(min_value=0, widget=forms.HiddenInput)

    def clean_body(self) -> str:
        return lines(str(self.cleaned_data["body"]))


class RevisionForm(forms.Form):
    """Names exactly one version of the text."""

    revision = forms.IntegerField(min_value=1)
