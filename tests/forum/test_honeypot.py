"""What keeps scripts out of forms, and lets people through."""

from __future__ import annotations

from time import time

import pytest
from django import forms

from members.honeypot import FASTEST_PERSON_SECONDS, HoneypotMixin


class Form(HoneypotMixin, forms.Form):
    name = forms.CharField()


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> str:
    """The clock of a form that was opened a while ago."""
    stamp = Form()["made_at"].value()
    later = time() + FASTEST_PERSON_SECONDS + 1
    monkeypatch.setattr("django.core.signing.time.time", lambda: later)
    return stamp


def test_a_person_passes(made: str) -> None:
    assert Form({"name": "Wilf", "made_at": made, "website": ""}).is_valid()


def test_whoever_fills_the_hidden_field_is_refused_and_may_try_again(made: str) -> None:
    form = Form({"name": "Wilf", "made_at": made, "website": "https://quick.example"})
    assert not form.is_valid()
    assert "once more" in str(form.errors["website"])
    assert "quick.example" not in str(form["website"])
    assert 'value="Wilf"' in str(form["name"])


def test_quicker_than_a_person_is_refused() -> None:
    assert "quicker" in str(Form({"name": "x", "made_at": Form()["made_at"].value()}).errors["made_at"])


@pytest.mark.parametrize("stamp", ["", "form", "form:1:forged", "x" * 5000])
def test_a_missing_or_forged_clock_is_refused(stamp: str) -> None:
    assert "made_at" in Form({"name": "x", "made_at": stamp}).errors


def test_a_form_left_open_for_a_day_passes(made: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.core.signing.time.time", lambda: time() + 86400)
    assert Form({"name": "Wilf", "made_at": made}).is_valid()
