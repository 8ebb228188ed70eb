"""What the pages say now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from members.models import Member
from privacy.law import BY_SLUG, PAGES, LawPage
from privacy.models import LawText
from writing.render import render


class NoSuchPage(LawText.DoesNotExist):
    """There is none of this name, or it is not for this reader."""


@dataclass(frozen=True, slots=True)
class Shown:
    page: LawPage
    text: str
    html: str
    changed_at: datetime | None = None  # None: nobody has looked at it yet


def shown(viewer: Member | None, slug: str) -> Shown:
    """Raises NoSuchPage."""
    page = BY_SLUG.get(slug)
    if page is None or not _may_read(viewer, page):
        raise NoSuchPage
    row = LawText.objects.filter(slug=slug).first()
    if row is not None:
        return Shown(page, row.text, row.html, row.changed_at)
    return Shown(page, str(page.text), render(str(page.text), first_heading=2).html)


def listed(viewer: Member | None) -> list[LawPage]:
    return [page for page in PAGES if _may_read(viewer, page)]


def _may_read(viewer: Member | None, page: LawPage) -> bool:
    return page.is_public or (viewer is not None and viewer.is_staff)
