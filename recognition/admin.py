"""Django's admin of the words of thanks. Thanks and help rows, which may be masked, are not in it."""

from __future__ import annotations

from django.contrib import admin
from django.forms import ModelForm
from django.http import HttpRequest

from members.admin import AdminsPage
from recognition.actions import words
from recognition.models import ThanksWord


@admin.register(ThanksWord)
class ThanksWordAdmin(AdminsPage):
    list_display = ("label", "lead", "position", "is_open")
    fields = ("label", "slug", "lead", "position", "is_open")
    prepopulated_fields = {"slug": ("label",)}

    def save_model(self, request: HttpRequest, obj: ThanksWord, form: ModelForm, change: bool) -> None:
        words.keep(by=request.user, word=obj)
