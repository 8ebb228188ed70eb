"""Comments.xml: short remarks under the posts that have been imported."""

from __future__ import annotations

from forum.actions.bulk import create_comments
from forum.actions.common import lock_topics
from forum.models import Comment, Post
from importers.actions.job import Job
from importers.actions.people import Named, authors, credit_for
from importers.actions.posts import KIND as POST
from importers.stackexchange import formulas
from importers.stackexchange.links import full_addresses
from importers.stackexchange.mapping import BadRow, date, number, number_or_none, within
from importers.stackexchange.source import Row
from members.models import Member
from writing.render import RENDERER_VERSION, render_comment

KIND = "comment"


def import_comments(job: Job) -> None:
    for batch in job.batches("Comments.xml", "comments"):
        job.each("comment", batch, lambda rows: _take(job, rows))


def _take(job: Job, batch: list[Row]) -> None:
    read = job.parsed("comment", batch, _read)
    posts = job.known(POST, [int(row["PostId"]) for row, _one in read])
    read = [(row, one) for row, one in read if _has_home(job, row, posts)]
    known = job.known(KIND, [int(row["Id"]) for row, _one in read])
    job.summary.count("comments", known=len(known))
    new = [(row, one) for row, one in read if int(row["Id"]) not in known]
    lock_topics(set(Post.objects.filter(pk__in=posts.values()).values_list("topic_id", flat=True)))
    people = authors(job, [one for _row, one in new])
    made = create_comments(
        comments=[_comment(job, row, one, people[one.user], posts[int(row["PostId"])]) for row, one in new]
    )
    job.remember(KIND, [(int(row["Id"]), comment.pk) for (row, _one), comment in zip(new, made, strict=True)])
    job.summary.count("comments", made=len(made))


def _has_home(job: Job, row: Row, posts: dict[int, int]) -> bool:
    post = int(row["PostId"])
    if post in job.not_taken:
        job.summary.count("comments on what was left out", left_out=1)
    elif post not in posts:
        job.refuse("comment", row, f"its post {post} is not in the dump, or was refused")
    return post in posts


def _read(row: Row) -> Named:
    number(row, "Id")
    number(row, "PostId")
    if not within(row, "Text", Comment.MAX_LENGTH):
        raise BadRow("it is empty")
    return Named(number_or_none(row, "UserId"), row.get("UserDisplayName", ""), date(row))


def _comment(job: Job, row: Row, one: Named, member: Member, post: int) -> Comment:
    body = body_of(row["Text"].strip(), job)
    return Comment(
        post_id=post,
        member=member,
        body=body,
        html=render_comment(body, is_foreign=True).html,
        renderer=RENDERER_VERSION,
        created_at=one.at,
        source=credit_for(job, row, one, member, f"/posts/comments/{row['Id']}"),
    )


def body_of(text: str, job: Job) -> str:
    """The Markdown of there as ours has it: formulas keep their signs, links of their site are whole."""
    full = full_addresses(text, job.site)
    return formulas.kept(full if len(full) <= Comment.MAX_LENGTH else text, most=Comment.MAX_LENGTH)
