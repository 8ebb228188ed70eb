"""A page that shows every component in every state, and the addresses that serve it to a test."""

import json
import time
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import include, path
from django.utils import timezone
from django.utils.html import format_html
from django.views.decorators.csrf import csrf_exempt


def somebody(name: str, hue: int, stage: str = "member", **more: Any) -> SimpleNamespace:
    return SimpleNamespace(
        shown_name=name,
        hue=hue,
        is_mask=False,
        has_page=True,
        handle="dorrie",
        stage=stage,
        shows_stage=True,
        shows_new=True,
        **more,
    )


DORRIE = somebody("Dorrie H", 7, "pursuing")
TOBIAS = somebody("Tobias W", 15, "mentor")
WILF = somebody("Wilf", 5, "newcomer")
HERON = SimpleNamespace(shown_name="Quiet Heron", hue=3, is_mask=True, has_page=False)


class Example(forms.Form):
    line = forms.CharField(label="With a hint", help_text="What it’s for, before you type.", initial="Wilf")
    wrong = forms.CharField(label="With a problem")
    shut = forms.CharField(label="Not available", disabled=True, initial="Set by your moderators")
    pick = forms.ChoiceField(label="Choose", choices=[("2", "Every two weeks"), ("1", "Every week")])
    long = forms.CharField(label="More words", widget=forms.Textarea)
    agree = forms.BooleanField(label="Ask me about “bank fees”", required=False)
    way = forms.ChoiceField(
        label="One of these", choices=[("a", "Chosen"), ("b", "Not chosen")], widget=forms.RadioSelect
    )
    words = forms.MultipleChoiceField(
        label="A word for why it helped",
        choices=[("clear", "Clear"), ("gentle", "Gentle")],
        widget=forms.CheckboxSelectMultiple,
    )


def specimens(request: HttpRequest) -> HttpResponse:
    form = Example({"line": "Wilf", "way": "a", "pick": "2", "words": ["clear"], "long": "Some words."})
    rows = [
        SimpleNamespace(author=DORRIE, at=timezone.now() - timedelta(hours=4), mask_id=None),
        SimpleNamespace(author=TOBIAS, at=datetime(2025, 3, 1, 9, 30, tzinfo=UTC), mask_id=None),
        SimpleNamespace(author=WILF, at=timezone.now(), mask_id=None),
        SimpleNamespace(author=HERON, at=timezone.now() - timedelta(hours=2), mask_id="0198"),
    ]
    tabs = [{"href": "#a", "label": "For you", "current": True}, {"href": "#b", "label": "Latest"}]
    context = {
        "people": [DORRIE, HERON, TOBIAS, WILF],
        "rows": rows,
        "tabs": tabs,
        "form": form,
    }
    return render(request, "components.html", context)


posts: list[str] = []


def slow(request: HttpRequest) -> HttpResponse:
    """Takes its time, so that a second click comes while the first is on its way."""
    posts.append(request.method or "")
    time.sleep(0.4)
    return HttpResponse("<!DOCTYPE html><html lang=en><title>Sent</title><main><h1>Sent</h1></main></html>")


def preview(request: HttpRequest) -> HttpResponse:
    return HttpResponse(format_html("<p>You wrote: {}</p>", request.POST["body"]))


def wrong(request: HttpRequest) -> HttpResponse:
    return render(request, "wrong.html")


def keep(request: HttpRequest) -> HttpResponse:
    answer = HttpResponse("")
    answer["HX-Trigger"] = json.dumps({"toast": {"text": "Kept. Nobody is notified.", "undo": "/undo/"}})
    return answer


urlpatterns = [
    path("components/", specimens),
    path("preview/", csrf_exempt(preview)),
    path("slow/", csrf_exempt(slow)),
    path("wrong/", wrong),
    path("keep/", csrf_exempt(keep)),
    path("", include("community.urls")),
]
