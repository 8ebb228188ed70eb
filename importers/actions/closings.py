"""Questions that are closed there are closed here, with the reason and a link to where the same was asked."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from forum.actions.bulk import close_topics
from forum.models import Closing, Post
from importers.actions.job import Job
from importers.actions.posts import KIND as POST
from importers.stackexchange.history import CLOSED, DUPLICATE, MIGRATED, REOPENED, REVISIONS, Why, why
from importers.stackexchange.mapping import QUESTION, date, number
from importers.stackexchange.source import Row

KIND = "closing"


@dataclass
class Known:
    """What the dump says about closed questions beside their rows. Only those are kept in memory."""

    why: dict[int, tuple[datetime, Why]] = field(default_factory=dict)  # the newest entry of each
    same: dict[int, list[int]] = field(default_factory=lambda: defaultdict(list))


def import_closings(job: Job) -> None:
    known = Known()
    if job.has("PostHistory.xml"):
        _read_history(job, known)
    if job.has("PostLinks.xml"):
        _read_links(job, known)
    for batch in job.batches("Posts.xml", "closed", _is_closed):
        job.each("closing of question", batch, lambda rows: _take(job, rows, known))


def _is_closed(row: Row) -> bool:
    return row.get("PostTypeId") == QUESTION and bool(row.get("ClosedDate"))


def _read_history(job: Job, known: Known) -> None:
    """Of what was closed the last time; all other entries are counted."""
    for batch in job.batches("PostHistory.xml", "history"):
        kinds = [row.get("PostHistoryTypeId") for row in batch]
        job.summary.count("revisions", left_out=sum(kind in REVISIONS for kind in kinds))
        other = sum(kind not in REVISIONS | {CLOSED, REOPENED} for kind in kinds)
        job.summary.count("other entries of the history", left_out=other)
        closings = [row for row, kind in zip(batch, kinds, strict=True) if kind in (CLOSED, MIGRATED)]
        for row, (post, at) in job.parsed("history", closings, lambda row: (number(row, "PostId"), date(row))):
            if post not in known.why or known.why[post][0] <= at:
                known.why[post] = at, why(row)


def _read_links(job: Job, known: Known) -> None:
    for batch in job.batches("PostLinks.xml", "links between questions"):
        same = [row for row in batch if row.get("LinkTypeId") == DUPLICATE]
        job.summary.count("links to related questions", left_out=len(batch) - len(same))
        for _row, (post, other) in job.parsed("link", same, _pair):
            known.same[post].append(other)


def _pair(row: Row) -> tuple[int, int]:
    return number(row, "PostId"), number(row, "RelatedPostId")


def _take(job: Job, batch: list[Row], known: Known) -> None:
    read = job.parsed("closing of question", batch, lambda row: (number(row, "Id"), date(row, "ClosedDate")))
    questions = job.known(POST, [question for _row, (question, _at) in read])
    before = job.known(KIND, questions)
    job.summary.count("closed questions", known=len(before))
    new = {question: at for _row, (question, at) in read if question in questions and question not in before}
    whys = {question: _why(question, known) for question in new}
    others = job.known(POST, {other for said in whys.values() for other in said.same})
    topic_of = _topics([*questions.values(), *others.values()])
    closings = {
        question: _closing(job, whys[question], at, topic_of[questions[question]], others, topic_of)
        for question, at in new.items()
        if questions[question] in topic_of
    }
    close_topics(closings=list(closings.values()))
    job.remember(KIND, [(question, closing.topic_id) for question, closing in closings.items()])
    job.summary.count("closed questions", made=len(closings))
    job.summary.count("duplicates among them", made=sum(map(_is_duplicate, closings.values())))


def _is_duplicate(closing: Closing) -> bool:
    return closing.reason == Closing.Reason.DUPLICATE


def _why(question: int, known: Known) -> Why:
    """The reason of the history; the links say which questions ask the same."""
    said = known.why[question][1] if question in known.why else Why()
    same = tuple(other for other in dict.fromkeys([*known.same.get(question, ()), *said.same]) if other != question)
    if not same:
        return said
    return Why(Closing.Reason.DUPLICATE, said.words, same)


def _topics(posts: Iterable[int]) -> dict[int, int]:
    return dict(Post.objects.filter(pk__in=posts).values_list("pk", "topic_id"))


def _closing(
    job: Job, said: Why, at: datetime, topic: int, others: dict[int, int], topic_of: dict[int, int]
) -> Closing:
    here = [topic_of[others[other]] for other in said.same if others.get(other) in topic_of]
    elsewhere = [f"{job.site.url}/q/{other}" for other in said.same if others.get(other) not in topic_of]
    return Closing(
        topic_id=topic, reason=said.reason, words=said.words, same_as=here, same_at=elsewhere, at=at, by=None
    )
