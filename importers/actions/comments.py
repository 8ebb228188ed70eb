"""Comments.xml: short remarks under the posts that have been imported."""

from __future__ import annotations

from forum.actions.bulk import create_comments
from forum.models import Comment
from importers.actions.job import Job
from importers.actions.people import Named, authors, credit_for
from importers.actions.posts import KIND as POST
from importers.stackexchange.mapping import BadRow, date, number, number_or_none
from importers.stackexchange.source import Row
from members.models import Member
from writing.render import RENDERER_VERSION, render_comment

KIND = "comment"


def import_comments(job: Job) -> None:
    for batch in job.batches("Comments.xml", "comments"):
        job.each("comment", batch, lambda rows: _take(job, rows))


def _take(job: Job, batch: list[Row]) -> None:
    read = job.parsed("comment", batch, _read)
    known = job.known(KIND, [int(row["Id"]) for row, _one in read])
    job.summary.count("comments", known=len(known))
    new = [(row, one) for row, one in read if int(row["Id"]) not in known]
    posts = job.known(POST, [int(row["PostId"]) for row, _one in new])
    homeless = [row for row, _one in new if int(row["PostId"]) not in posts]
    job.summary.count("comments on what was left out", left_out=len(homeless))
    new = [(row, one) for row, one in new if int(row["PostId"]) in posts]
    people = authors(job, [one for _row, one in new])
    made = create_comments(
        comments=[_comment(job, row, one, people[one.user], posts[int(row["PostId"])]) for row, one in new]
    )
    job.remember(KIND, [(int(row["Id"]), comment.pk) for (row, _one), comment in zip(new, made, strict=True)])
    job.summary.count("comments", made=len(made))


def _read(row: Row) -> Named:
    number(row, "Id")
    number(row, "PostId")
    if not row.get("Text", "").strip():
        raise BadRow("it is empty")
    if len(row["Text"]) > Comment.MAX_LENGTH:
        raise BadRow(f"it is longer than {Comment.MAX_LENGTH} characters")
    return Named(number_or_none(row, "UserId"), row.get("UserDisplayName", ""), date(row))


def _comment(job: Job, row: Row, one: Named, member: Member, post: int) -> Comment:
    return Comment(
        post_id=post,
        member=member,
        body=row["Text"],
        html=render_comment(row["Text"]).html,
        renderer=RENDERER_VERSION,
        created_at=one.at,
        source=credit_for(job, row, one, member, f"/posts/comments/{row['Id']}"),
    )
