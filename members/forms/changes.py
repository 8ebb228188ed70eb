"""Forms of things that several admins look after."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.functional import cached_property


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

    def _post_clean(self) -> None:
        self.cleaned_data = {name: value for name, value in self.cleaned_data.items() if name in self.changed}
        super()._post_clean()
