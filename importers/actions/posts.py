"""Posts.xml: questions become topics, answers posts; tag wikis are neither."""

from __future__ import annotations

from forum.actions.bulk import create_answers, create_topics, tags_named
from forum.models import Post, Topic
from importers.actions.job import Job
from importers.actions.people import Named, authors, credit_for
from importers.stackexchange.mapping import (
    ANSWER,
    QUESTION,
    TAG_WIKIS,
    BadRow,
    date,
    number,
    number_or_none,
    tags,
    with_full_links,
)
from importers.stackexchange.source import Row
from members.models import Member
from writing.html import clean_html
from writing.render import RENDERER_VERSION

KIND = "post"  # questions and answers share their numbers there; here the opening post stands for a question
TITLE = Topic._meta.get_field("title").max_length or 160


def import_questions(job: Job) -> None:
    for batch in job.batches("Posts.xml", "questions", lambda row: row.get("PostTypeId") == QUESTION):
        job.each("question", batch, lambda rows: _take_questions(job, rows))


def import_answers(job: Job) -> None:
    for batch in job.batches("Posts.xml", "answers", lambda row: row.get("PostTypeId") != QUESTION):
        answers = [row for row in batch if row.get("PostTypeId") == ANSWER]
        wikis = sum(row.get("PostTypeId") in TAG_WIKIS for row in batch)
        job.summary.count("tag wikis", left_out=wikis)
        job.summary.count("other posts", left_out=len(batch) - len(answers) - wikis)
        job.each("answer", answers, lambda rows: _take_answers(job, rows))


def _take_questions(job: Job, batch: list[Row]) -> None:
    read = _new(job, "questions", job.parsed("question", batch, _question))
    people = authors(job, [one for _row, one in read])
    tag_of = tags_named(names={name for row, _one in read for name in tags(row)})
    openings, tagged = [], {}
    for place, (row, one) in enumerate(read):
        member = people[one.user]
        openings.append((_topic(job, row, one, member), _post(job, row, one, member, f"/q/{row['Id']}")))
        tagged[place] = [tag_of[name] for name in tags(row) if name in tag_of]
    create_topics(openings=openings, tags=tagged)
    job.remember(KIND, [(int(row["Id"]), post.pk) for (row, _one), (_t, post) in zip(read, openings, strict=True)])
    job.summary.count("questions", made=len(openings))


def _take_answers(job: Job, batch: list[Row]) -> None:
    read = _new(job, "answers", job.parsed("answer", batch, _answer))
    parents = job.known(KIND, [int(row["ParentId"]) for row, _one in read])
    topic_of = dict(Post.objects.filter(pk__in=parents.values(), position=0).values_list("pk", "topic_id"))
    people = authors(job, [one for _row, one in read])
    posts, foreign = [], []
    for row, one in read:
        topic = topic_of.get(parents.get(int(row["ParentId"]), 0))
        if topic is None:
            job.refuse("answer", row, "its question is not in the dump")
            continue
        post = _post(job, row, one, people[one.user], f"/a/{row['Id']}")
        post.topic_id = topic
        posts.append(post)
        foreign.append(int(row["Id"]))
    made = create_answers(posts=posts)
    job.remember(KIND, zip(foreign, (post.pk for post in made), strict=True))
    job.summary.count("answers", made=len(made))


def _author(row: Row) -> Named:
    number(row, "Id")
    return Named(number_or_none(row, "OwnerUserId"), row.get("OwnerDisplayName", ""), date(row))


def _question(row: Row) -> Named:
    if not row.get("Title", "").strip():
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
        space=job.space,
        kind=Topic.Kind.QUESTION,
        audience=Topic.Audience.EVERYONE,
        title=row["Title"].strip()[:TITLE],
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
        edited_at=date(row, "LastEditDate") if "LastEditDate" in row else None,
        source=credit_for(job, row, one, member, path),
    )
