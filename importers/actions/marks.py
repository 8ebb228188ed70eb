"""Accepted answers become helped marks of their askers, except an asker's mark on an answer of their own."""

from __future__ import annotations

from datetime import datetime

from forum.actions.bulk import create_marks
from forum.models import HelpedMark, Post
from importers.actions.job import Job
from importers.actions.posts import KIND as POST
from importers.stackexchange.mapping import ACCEPTED_VOTE, QUESTION, date, number
from importers.stackexchange.source import Row


def import_marks(job: Job) -> None:
    when = _dates(job)
    wanted = lambda row: row.get("PostTypeId") == QUESTION and "AcceptedAnswerId" in row  # noqa: E731
    for batch in job.batches("Posts.xml", "helped marks", wanted):
        job.each("helped mark", batch, lambda rows: _take(job, rows, when))


def _dates(job: Job) -> dict[int, datetime]:
    """answer → when it was accepted, where the dump has a Votes file; only acceptances are kept in memory."""
    found: dict[int, datetime] = {}
    if job.has("Votes.xml"):
        for batch in job.batches("Votes.xml", "votes"):
            accepted = [row for row in batch if row.get("VoteTypeId") == ACCEPTED_VOTE]
            job.summary.count("votes", left_out=len(batch) - len(accepted))
            for _row, (post, at) in job.parsed("vote", accepted, lambda row: (number(row, "PostId"), date(row))):
                found[post] = at
    return found


def _take(job: Job, batch: list[Row], when: dict[int, datetime]) -> None:
    read = job.parsed("helped mark", batch, lambda row: (number(row, "Id"), number(row, "AcceptedAnswerId")))
    ours = job.known(POST, [foreign for _row, pair in read for foreign in pair])
    posts = Post.objects.in_bulk(list(ours.values()))
    marks = []
    for row, (question, answer) in read:
        asked, answered = posts.get(ours.get(question, 0)), posts.get(ours.get(answer, 0))
        if asked is None:
            job.summary.count("marks of what was left out or refused", left_out=1)
        elif answered is None or asked.topic_id != answered.topic_id:
            job.refuse("helped mark", row, f"the accepted answer {answer} is not in the dump, or was refused")
        elif _same_author(asked, answered):
            job.summary.count("marks on one's own answer", left_out=1)
        else:
            at = when.get(answer, answered.created_at)
            marks.append(HelpedMark(post=answered, member_id=asked.member_id, at=at))
    made = create_marks(marks=marks)
    job.summary.count("helped marks", made=made, known=len(marks) - made)


def _same_author(asked: Post, answered: Post) -> bool:
    """Authors without a number share one row: there the credited name decides."""
    if asked.member_id != answered.member_id:
        return False
    return (asked.source or {}).get("author") == (answered.source or {}).get("author")
