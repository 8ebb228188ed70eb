"""A Stack Exchange dump, whole: people, questions, answers, comments, marks, closings, links, counts."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from django.db import connection

from forum.actions.bulk import recount
from forum.models import Post, Space
from importers.actions.closings import import_closings
from importers.actions.comments import import_comments
from importers.actions.job import Job
from importers.actions.links import resolve_links
from importers.actions.marks import import_marks
from importers.actions.people import import_people
from importers.actions.place import kept
from importers.actions.posts import KIND as POST
from importers.actions.posts import import_answers, import_questions
from importers.actions.tags import import_tags
from importers.models import Imported
from importers.progress import Progress
from importers.stackexchange.links import Site
from importers.summary import Summary

LOCK = 0x5E_1A_00  # advisory lock: two imports at once would give the same row twice


class ImportRefused(Exception):
    """The import cannot start; the message is a sentence."""


def import_dump(
    *,
    folder: Path,
    site: Site,
    space: Space,
    progress: Callable[[str, int], Progress],
    told: Callable[[str], None] = lambda sentence: None,
) -> Summary:
    """Imports or completes an import; a second run changes nothing. `told` hears of each row that is refused.

    Raises ImportRefused or UnreadableDump.
    """
    if not (folder / "Posts.xml").is_file():
        raise ImportRefused(f"There is no Posts.xml in {folder}.")
    job = Job(folder=folder, site=site, space=lambda: kept(space), progress=progress, told=told)
    with _alone():
        for name, phase in _phases():
            if job.has(name):
                phase(job)
    return job.summary


def _phases() -> list[tuple[str, Callable[[Job], None]]]:
    """Each with the file that it reads; what it reads beside is asked for there."""
    return [
        ("Users.xml", import_people),
        ("Tags.xml", import_tags),
        ("Posts.xml", import_questions),
        ("Posts.xml", import_answers),
        ("Posts.xml", _take_stock),
        ("Comments.xml", import_comments),
        ("Posts.xml", import_marks),
        ("Posts.xml", import_closings),
        ("Posts.xml", _take_stock),
        ("Posts.xml", resolve_links),
        ("Posts.xml", _recount),
        ("Badges.xml", _count_badges),
        ("Posts.xml", _count_other_files),
    ]


FILLED = "forum_topic, forum_post, forum_comment, forum_topictag, importers_imported, members_member"


def _take_stock(job: Job) -> None:
    """PostgreSQL plans by what it believes to be in a table: of one that was empty a minute ago it is far from true."""
    with connection.cursor() as cursor:
        cursor.execute(f"ANALYZE {FILLED}")


READ = {"Badges", "Comments", "PostHistory", "PostLinks", "Posts", "Tags", "Users", "Votes"}


def _count_badges(job: Job) -> None:
    """There are no badges here: they are counted, so that nobody looks for them."""
    for batch in job.batches("Badges.xml", "badges"):
        job.summary.count("badges", left_out=len(batch))


def _count_other_files(job: Job) -> None:
    for path in sorted(job.folder.glob("*.xml")):
        if path.stem not in READ:
            job.summary.count(f"file {path.name}", left_out=1)


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


def _recount(job: Job) -> None:
    with job.progress("counting", Imported.objects.filter(source=job.site.host, kind=POST).count()) as bar:
        done = 0
        for page in job.pages(POST):
            done += len(page)
            topics = Post.objects.filter(pk__in=[ours for _theirs, ours in page], position=0)
            recount(topics=list(topics.values_list("topic_id", flat=True)))
            bar.advance(done)
