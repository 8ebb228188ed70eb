"""Forms of things that several admins look after."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.forms import CharField as Words
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from writing.sentences import quoted


class _Opened(forms.BoundField):
    def build_widget_attrs(self, attrs: Any, widget: forms.Widget | None = None) -> Any:
        """What is hidden is described by nothing."""
        built = super().build_widget_attrs(attrs, widget)
        if widget is not None and widget.is_hidden:
            built.pop("aria-describedby", None)
        return built


class ChangesAlone(forms.BaseForm):
    """Says only what whoever sends it has changed: what somebody else saved while they had it open stands."""

    bound_field_class = _Opened

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.show_hidden_initial = True  # what stood there when it was opened is sent along

    @cached_property
    def changed(self) -> set[str]:
        """All of it, where a program sends a form that it never opened."""
        is_told = any(self.add_initial_prefix(name) in self.data for name in self.fields)
        return set(self.changed_data) if is_told else set(self.fields)

    @property
    def shown(self) -> dict[str, str]:
        """The words that stood there when it was opened, of what was changed."""
        names = {
            name: self.add_initial_prefix(name) for name in self.changed if isinstance(self.fields.get(name), Words)
        }
        return {name: self.data[key] for name, key in names.items() if key in self.data}

    def overtaken(self, now: Mapping[str, Any]) -> None:
        """Says beside each field what somebody else has put there. Sent once more, it has been seen."""
        data = self.data.copy()  # what a request sent cannot be changed
        for name, value in now.items():
            words = self.fields[name].prepare_value(value)
            data[self.add_initial_prefix(name)] = words
            sentence = _(
                "Somebody else has changed this meanwhile. It says now: %(now)s. Save once more, and yours replaces it."
            )
            self.add_error(name, sentence % {"now": quoted(words)})
        self.data = data

    def _post_clean(self) -> None:
        self.cleaned_data = {name: value for name, value in self.cleaned_data.items() if name in self.changed}
        super()._post_clean()
