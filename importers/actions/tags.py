"""Tags.xml and the tags of questions; which of them do not come along is said."""

from __future__ import annotations

from collections.abc import Iterable

from forum import words
from forum.actions.bulk import tags_named
from forum.models import Tag
from importers.actions.job import Job
from importers.stackexchange.source import Row


def import_tags(job: Job) -> None:
    for batch in job.batches("Tags.xml", "tags"):
        job.each("tag", batch, lambda rows: _take(job, rows))


def _take(job: Job, batch: list[Row]) -> None:
    taken(job, {row["TagName"] for row in batch if row.get("TagName")})


def taken(job: Job, names: Iterable[str]) -> dict[str, Tag]:
    """name → tag, made where missing, for the names that can be tags here."""
    names = sorted(names)
    found = tags_named(names=names)
    for name in names:
        if why := _lost(name, found.get(name)):
            job.summary.lose_tag(*why)
    return found


def _lost(name: str, tag: Tag | None) -> tuple[str, str] | None:
    """What is said of a tag that does not come along as it was: the tag, and why."""
    if tag is None:
        too_long = bool(words.tag_slug(name))
        return name, f"longer than {words.LONGEST_TAG} characters" if too_long else "without a letter, number or symbol"
    return (f"{name} into {tag.name}", "merged") if words.tag_name(name) != tag.name else None
