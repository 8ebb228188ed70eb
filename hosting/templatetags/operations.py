"""Words of the page of operations."""

from __future__ import annotations

from datetime import timedelta

from django import template

from hosting.queries.wrong import spell

register = template.Library()


@register.filter
def spelled(time: timedelta) -> str:
    return spell(time)
