"""Who tends which space."""

from __future__ import annotations

from django.db.models import Prefetch

from forum.models import Appointment, Space


def terms() -> list[Space]:
    """All open spaces, each with `.current`: its terms in force, the one that ends first on top. Two queries."""
    in_force = Appointment.objects.in_force().select_related("member").order_by("ends_at", "pk")
    current = Prefetch("appointments", queryset=in_force, to_attr="current")
    return list(Space.objects.filter(archived_at=None).prefetch_related(current))
