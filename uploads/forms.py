"""The one field, and what the picture shows, in words."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from writing.markdown import as_words
from writing.pictures import HOME

LONGEST_ALT = 500  # characters: a sentence or three
ACCEPTED = "image/jpeg,image/png,image/webp,image/avif,image/gif,image/heic,image/heif"


class FaceForm(forms.Form):
    picture = forms.FileField(
        label=gettext_lazy("The picture"),
        widget=forms.FileInput(attrs={"accept": ACCEPTED}),
        allow_empty_file=True,  # the rules have a sentence for it
        error_messages={"required": gettext_lazy("Choose a picture first.")},
    )


class PictureForm(FaceForm):
    alt = forms.CharField(
        label=gettext_lazy("What does it show?"),
        max_length=LONGEST_ALT,
        required=False,
        help_text=gettext_lazy("A sentence for people who cannot see it, and for everybody while it is loading."),
    )
    is_decoration = forms.BooleanField(
        label=gettext_lazy("It is decoration: nobody misses anything without it"), required=False
    )

    @property
    def words(self) -> str:
        """The words beside the picture; none where it is decoration."""
        if self.cleaned_data["is_decoration"]:
            return ""
        return " ".join(self.cleaned_data["alt"].split()) or _("a picture without a description yet")


def markdown_of(name: str, alt: str) -> str:
    """What stands in the text where the picture is shown."""
    return f"![{as_words(alt)}]({HOME}{name})"
