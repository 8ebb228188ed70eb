"""Posts.xml: questions become topics, answers posts; tag wikis are neither."""

from __future__ import annotations

from forum.actions.bulk import create_answers, create_topics
from forum.actions.common import lock_topics
from forum.models import Post, Topic
from importers.actions.job import Job
from importers.actions.people import Named, authors, credit_for
from importers.actions.tags import taken
from importers.stackexchange.links import with_full_links
from importers.stackexchange.mapping import (
    ANSWER,
    QUESTION,
    TAG_WIKIS,
    BadRow,
    date,
    date_or_none,
    number,
    number_or_none,
    tags,
    within,
)
from importers.stackexchange.source import Row
from members.models import Member
from writing.html import LONGEST_HTML, clean_html
from writing.render import RENDERER_VERSION

KIND = "post"  # questions and answers share their numbers there; here the opening post stands for a question
TITLE = Topic._meta.get_field("title").max_length or 160


def import_questions(job: Job) -> None:
    for batch in job.batches("Posts.xml", "questions", lambda row: row.get("PostTypeId") == QUESTION):
        job.space()  # made before the batch, which may have to begin again
        job.each("question", _there(job, batch), lambda rows: _take_questions(job, rows))


def import_answers(job: Job) -> None:
    for batch in job.batches("Posts.xml", "answers", lambda row: row.get("PostTypeId") != QUESTION):
        answers = _there(job, [row for row in batch if row.get("PostTypeId") == ANSWER])
        wikis = [row for row in batch if row.get("PostTypeId") in TAG_WIKIS]
        others = [row for row in batch if row.get("PostTypeId") not in {ANSWER, *TAG_WIKIS}]
        _leave_out(job, "tag wikis", wikis)
        _leave_out(job, "other posts", others)
        job.each("answer", answers, lambda rows: _take_answers(job, rows))


def _there(job: Job, batch: list[Row]) -> list[Row]:
    """The rows that nobody has deleted there: what their author took back does not come back here."""
    _leave_out(job, "deleted posts", [row for row in batch if row.get("DeletionDate")])
    return [row for row in batch if not row.get("DeletionDate")]


def _leave_out(job: Job, what: str, left: list[Row]) -> None:
    job.summary.count(what, left_out=len(left))
    job.not_taken |= {int(row["Id"]) for row in left if row.get("Id", "").isdecimal()}


def _take_questions(job: Job, batch: list[Row]) -> None:
    parsed = job.parsed("question", batch, _question)
    tag_of = taken(job, {name for row, _one in parsed for name in tags(row)})
    _count_images(job, parsed)
    read = _new(job, "questions", parsed)
    people = authors(job, [one for _row, one in read])
    openings, tagged = [], {}
    for place, (row, one) in enumerate(read):
        member = people[one.user]
        openings.append((_topic(job, row, one, member), _post(job, row, one, member, f"/q/{row['Id']}")))
        tagged[place] = [tag_of[name] for name in tags(row) if name in tag_of]
    create_topics(openings=openings, tags=tagged)
    job.remember(KIND, [(int(row["Id"]), post.pk) for (row, _one), (_t, post) in zip(read, openings, strict=True)])
    job.summary.count("questions", made=len(openings))


def _take_answers(job: Job, batch: list[Row]) -> None:
    read = job.parsed("answer", batch, _answer)
    parents = job.known(KIND, [int(row["ParentId"]) for row, _one in read])
    topic_of = dict(Post.objects.filter(pk__in=parents.values(), position=0).values_list("pk", "topic_id"))
    read = [pair for pair in read if _has_home(job, pair[0], parents, topic_of)]
    _count_images(job, read)
    read = _new(job, "answers", read)
    lock_topics(set(topic_of.values()))  # before their authors are written, as everywhere
    people = authors(job, [one for _row, one in read])
    posts = [_post(job, row, one, people[one.user], f"/a/{row['Id']}") for row, one in read]
    for post, (row, _one) in zip(posts, read, strict=True):
        post.topic_id = topic_of[parents[int(row["ParentId"])]]
    made = create_answers(posts=posts)
    job.remember(KIND, [(int(row["Id"]), post.pk) for (row, _one), post in zip(read, made, strict=True)])
    job.summary.count("answers", made=len(made))


def _has_home(job: Job, row: Row, parents: dict[int, int], topic_of: dict[int, int]) -> bool:
    parent = int(row["ParentId"])
    if parents.get(parent, 0) in topic_of:
        return True
    if parent in job.not_taken:
        job.summary.count("answers to what was left out", left_out=1)
        job.not_taken.add(int(row["Id"]))
    else:
        job.refuse("answer", row, f"its question {parent} is not in the dump, or was refused")
    return False


def _count_images(job: Job, read: list[tuple[Row, Named]]) -> None:
    """A stranger's image would tell the stranger who reads: a link leads to it instead."""
    images = sum(row.get("Body", "").lower().count("<img") for row, _one in read)
    job.summary.count("images (a link leads to each)", left_out=images)


def _author(row: Row) -> Named:
    number(row, "Id")
    if len(row.get("Body", "")) > LONGEST_HTML:
        raise BadRow(f"its text is longer than {LONGEST_HTML:,} characters: it has {len(row['Body']):,}")
    edited = date_or_none(row, "LastEditDate")
    return Named(number_or_none(row, "OwnerUserId"), row.get("OwnerDisplayName", ""), date(row), edited)


def _question(row: Row) -> Named:
    if not within(row, "Title", TITLE):
        raise BadRow("it has no title")
    return _author(row)


def _answer(row: Row) -> Named:
    number(row, "ParentId")
    return _author(row)


def _new(job: Job, what: str, read: list[tuple[Row, Named]]) -> list[tuple[Row, Named]]:
    known = job.known(KIND, [int(row["Id"]) for row, _one in read])
    job.summary.count(what, known=len(known))
    return [(row, one) for row, one in read if int(row["Id"]) not in known]


def _topic(job: Job, row: Row, one: Named, member: Member) -> Topic:
    return Topic(
        space=job.space(),
        kind=Topic.Kind.QUESTION,
        audience=Topic.Audience.EVERYONE,
        title=row["Title"].strip(),
        member=member,
        created_at=one.at,
        bumped_at=one.at,
    )


def _post(job: Job, row: Row, one: Named, member: Member, path: str) -> Post:
    body = with_full_links(row.get("Body", ""), job.site)
    safe = clean_html(body)
    return Post(
        member=member,
        body=body,
        is_html=True,
        html=safe.html,
        text=safe.text,
        renderer=RENDERER_VERSION,
        created_at=one.at,
        edited_at=one.edited,
        source=credit_for(job, row, one, member, path),
    )
