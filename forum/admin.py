"""Django's admin of spaces. Topics, posts, masks and drafts are not in it."""

from __future__ import annotations

from django.contrib import admin
from django.forms import ModelForm
from django.http import HttpRequest

from forum.actions import spaces
from forum.models import Space
from members.admin import AdminsPage


@admin.register(Space)
class SpaceAdmin(AdminsPage):
    list_display = ("title", "visibility", "is_sensitive", "position", "archived_at")
    fields = (
        "title",
        "slug",
        "purpose",
        "norms",
        "visibility",
        "is_sensitive",
        "outside_help",
        "hue",
        "position",
        "archived_at",
    )
    prepopulated_fields = {"slug": ("title",)}

    def save_model(self, request: HttpRequest, obj: Space, form: ModelForm, change: bool) -> None:
        spaces.keep(by=request.user, space=obj)
