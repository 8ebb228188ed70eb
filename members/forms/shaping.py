"""What admins shape: spaces, paths, words of thanks. Nothing is deleted, since rows of members lean upon it: things
are closed instead, and their address stays what it was.
"""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from forum.models import Space
from members.forms.changes import ChangesAlone
from members.forms.fields import Lines, Markdown
from members.models import Journey
from recognition.models import ThanksWord

LONGEST_SLUG = 50  # characters, as the columns


def _area(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": str(rows), "dir": "auto"})


class ShapeForm(ChangesAlone, forms.ModelForm):
    """Gives what is new an address made of its name, at the end of the list."""

    NAME = "title"
    WORD = "thing"  # of an address where the name has no letter that one can hold

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["position"].required = False  # without a number it stays where it is; what is new is last

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or {}
        if self.instance.pk is None and said.get(self.NAME):
            model = type(self.instance)
            slug = slugify(said[self.NAME])[:LONGEST_SLUG] or f"{self.WORD}-{model._default_manager.count() + 1}"
            if model._default_manager.filter(slug=slug).exists():
                self.add_error(self.NAME, _now("There is one with that name already."))
            self.instance.slug = slug
            self.instance.position = model._default_manager.count()
        if said.get("position") is None:
            if self.instance.pk is None:
                said["position"] = self.instance.position
            else:
                self.changed.discard("position")
        return said

    def columns(self) -> set[str]:
        """Those of the row that whoever sends it has changed."""
        return self.changed & {field.name for field in type(self.instance)._meta.fields}


class SpaceForm(ShapeForm):
    WORD = "space"
    closed = forms.BooleanField(
        label=pgettext_lazy("a space", "Closed"),
        help_text=_("It can be read, and nobody writes in it any more."),
        required=False,
    )

    class Meta:
        model = Space
        fields = (
            "title",
            "purpose",
            "norms_for_asking",
            "norms",
            "visibility",
            "is_sensitive",
            "outside_help",
            "position",
        )
        field_classes: ClassVar[dict[str, Any]] = {"outside_help": Markdown}
        labels = {
            "title": _("What is it called?"),
            "purpose": _("What is it for?"),
            "norms_for_asking": _("What to keep in mind when asking here"),
            "norms": _("What to keep in mind when answering here"),
            "visibility": _("Who reads it?"),
            "is_sensitive": _("Sensitive"),
            "outside_help": _("Free advice, outside"),
            "position": _("Its place in the list"),
        }
        help_texts = {
            "norms_for_asking": _("Up to three lines beside the form of a new question."),
            "norms": _("Up to three lines above the box for answers."),
            "is_sensitive": _("Not in search engines, kept in no browser, with a button that leaves at once."),
            "outside_help": _("Who advises for free, with telephone numbers. Markdown works here."),
        }
        widgets = {"purpose": _area(2), "norms": _area(3), "norms_for_asking": _area(3), "outside_help": _area(5)}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["closed"] = self.instance.archived_at is not None

    def clean(self) -> dict[str, Any]:
        said = super().clean()
        if said.get("closed"):
            self.instance.archived_at = self.instance.archived_at or timezone.now()
        elif "closed" in self.changed:
            self.instance.archived_at = None
        return said

    def columns(self) -> set[str]:
        return super().columns() | ({"archived_at"} if "closed" in self.changed else set())


class PathForm(ShapeForm):
    WORD = "path"
    suggested_milestones = Lines(
        label=_("Steps it suggests"),
        help_text=_("One on each line. Members change them as they like."),
        each=80,
        most=12,
        required=False,
        widget=_area(5),
    )

    class Meta:
        model = Journey
        fields = ("title", "description", "suggested_milestones", "position", "is_open")
        labels = {
            "title": _("What is it called?"),
            "description": _("Whom is it for?"),
            "position": _("Its place in the list"),
            "is_open": _("Members can set a goal on it"),
        }
        widgets = {"description": _area(3)}


class WordForm(ShapeForm):
    NAME, WORD = "label", "word"

    class Meta:
        model = ThanksWord
        fields = ("label", "lead", "position", "is_open")
        labels = {
            "label": _("The word"),
            "lead": _("What stands before it in a sentence"),
            "position": _("Its place in the list"),
            "is_open": _("Members can thank with it"),
        }
        help_texts = {
            "label": _(
                "What came with this place is read by everybody in their own language, as long as nobody changes it."
            ),
            "lead": _("“for being clear”, “for having been there”: “being”, “having”, or nothing."),
        }
