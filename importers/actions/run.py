"""A Stack Exchange dump, whole: people, questions, answers, comments, marks, links, counts."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from django.db import connection

from forum.actions.bulk import recount, tags_named
from forum.models import Post, Space
from importers.actions.comments import import_comments
from importers.actions.job import BATCH, Job
from importers.actions.links import resolve_links
from importers.actions.marks import import_marks
from importers.actions.people import import_people
from importers.actions.posts import KIND as POST
from importers.actions.posts import import_answers, import_questions
from importers.models import Imported
from importers.progress import Progress
from importers.stackexchange.mapping import Site, Summary

LOCK = 0x5E_1A_00  # advisory lock: two imports at once would give the same row twice


class ImportRefused(Exception):
    """The import cannot start; the message is a sentence."""


def import_dump(*, folder: Path, site: Site, space: Space, progress: Callable[[str, int], Progress]) -> Summary:
    """Imports or completes an import; a second run changes nothing. Raises ImportRefused or UnreadableDump."""
    if not (folder / "Posts.xml").is_file():
        raise ImportRefused(f"There is no Posts.xml in {folder}.")
    job = Job(folder=folder, site=site, space=space, progress=progress)
    with _alone():
        if job.has("Users.xml"):
            import_people(job)
        if job.has("Tags.xml"):
            _import_tags(job)
        import_questions(job)
        import_answers(job)
        if job.has("Comments.xml"):
            import_comments(job)
        import_marks(job)
        resolve_links(job)
        _recount(job)
        if job.has("Badges.xml"):
            _count_badges(job)
    return job.summary


@contextmanager
def _alone() -> Iterator[None]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [LOCK])
        if not cursor.fetchone()[0]:
            raise ImportRefused("Another import is running. Wait until it has finished.")
        try:
            yield
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK])


def _import_tags(job: Job) -> None:
    for batch in job.batches("Tags.xml", "tags"):
        tags_named(names=[row["TagName"] for row in batch if row.get("TagName")])


def _count_badges(job: Job) -> None:
    """There are no badges here: they are counted, so that nobody looks for them."""
    for batch in job.batches("Badges.xml", "badges"):
        job.summary.count("badges", left_out=len(batch))


def _recount(job: Job) -> None:
    opened = Imported.objects.filter(source=job.site.host, kind=POST).order_by("foreign_id")
    with job.progress("counting", opened.count()) as bar:
        last, done = -1, 0
        while page := list(opened.filter(foreign_id__gt=last).values_list("foreign_id", "object_id")[:BATCH]):
            last, done = page[-1][0], done + len(page)
            topics = Post.objects.filter(pk__in=[pk for _f, pk in page], position=0).values_list("topic_id", flat=True)
            recount(topics=list(topics))
            bar.advance(done)
