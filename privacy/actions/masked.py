"""What a member wrote without their name, for the member alone: made while they wait, and kept nowhere."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from masks import sealed
from members.models import Member
from privacy import archive
from privacy.actions.exports import TooSoon
from privacy.queries import own, pictures
from privacy.records import RecordSet

A_DAY, MOST_IN_A_DAY = timedelta(days=1), 3
DRAFTS = RecordSet("forum.Draft", "Drafts")


@transaction.atomic
def copy_of(*, member: Member) -> bytes:
    """A ZIP. Counted behind the seal, so that no row says that somebody has masks. Raises TooSoon."""
    if not sealed.count_limit("copy", member, "masked", A_DAY, MOST_IN_A_DAY):
        raise TooSoon(_("You have taken this copy three times today. You can take it again tomorrow."))
    worn = own.masked_rows(member)
    sets = [(part, own.records(member, rows, part)) for part, rows in worn]
    if drafts := own.masked_drafts(member):
        sets.append((DRAFTS, drafts))
    files = [(f"data/{part.name}.json", archive.as_json(found)) for part, found in sets]
    pages = [(f"pages/{part.name}.html", archive.as_page(part, found)) for part, found in sets]
    index = archive.as_json(
        {"format": archive.MASKED_FORMAT, "version": archive.VERSION, "files": [name for name, _ in files]}
    )
    shown = {part.model: [row.pk for row in rows] for part, rows in worn}
    uses = pictures.of_masks(shown.get("forum.Post", []), shown.get("forum.Comment", []))
    return archive.as_zip([(archive.MANIFEST, index), *files, *pages, *pictures.as_files(uses)])
