"""Django's admin, for what admins shape and nothing that belongs to a person: never masks, letters, drafts or accounts.

The community's own words have a page of their own (`members/views/running.py`).
"""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.forms import ModelForm
from django.http import HttpRequest

from members.actions import journeys
from members.models import Journey


class AdminsPage(admin.ModelAdmin):
    """For every admin. Nothing is deleted here, because rows of members lean upon it: things are closed instead."""

    actions = None
    fixed_once_made: tuple[str, ...] = ("slug",)  # addresses and rows elsewhere hold it

    def has_module_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.is_active and getattr(request.user, "is_staff", False))

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.has_module_permission(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return self.has_module_permission(request)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.has_module_permission(request)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return self.fixed_once_made if obj else ()

    def get_prepopulated_fields(self, request: HttpRequest, obj: Any = None) -> dict[str, Any]:
        return {} if obj else dict(self.prepopulated_fields)


@admin.register(Journey)
class JourneyAdmin(AdminsPage):
    list_display = ("title", "position", "is_open")
    fields = ("title", "slug", "description", "suggested_milestones", "position", "is_open")
    prepopulated_fields = {"slug": ("title",)}

    def save_model(self, request: HttpRequest, obj: Journey, form: ModelForm, change: bool) -> None:
        journeys.keep(by=request.user, journey=obj)
