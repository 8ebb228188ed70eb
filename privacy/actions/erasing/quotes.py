"""In what others wrote: a quotation and a mention say "a former member", in the source and in the page."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Any

from django.db.models import Max, Q

from activity import locks
from blog.models import Article, ArticleRevision
from forum import words as forum_words
from forum.actions import bulk
from forum.actions.common import lock_topics
from forum.models import Closing, Comment, Draft, HelpedMark, Post, Revision, Rework, Scheduled, Topic
from forum.queries.people import known
from members.actions.bulk import TOMBSTONE_HANDLE
from members.handles import handle_from
from members.models import Hello, Member
from mentorship.models import Guide, GuideVersion, Letter, Request
from moderation.models import Decision, FollowUp, Note, Report, SecondLook
from notices.models import Message, Notice
from privacy.actions.erasing.common import Leaving, former_member
from recognition.models import Thanks
from uploads.queries import shapes_held
from writing.mentions import calls
from writing.render import render, render_comment

WINDOW = 2_000  # rows that one step looks through: there is no index for what somebody is called
_MARKS = re.compile(r"([\\`*_\[\]<>])")


class Called:
    """Whoever is erased, as others called them."""

    def __init__(self, leaving: Leaving) -> None:
        self.handles = leaving.handles
        self.name = leaving.member.display_name
        said = [re.escape(name) for name in sorted({self.name, _MARKS.sub(r"\\\1", self.name)}, key=len, reverse=True)]
        # "> Dorrie H wrote:", in whichever language: a line of a quotation that ends with a colon.
        self.quoted = re.compile(rf"^((?:>\s?)+[^\n]*?)(?<!\w)(?:{'|'.join(said)})(?!\w)([^\n]{{0,80}}:\s*)$", re.M)
        self.linked = re.compile(rf"/@(?:{'|'.join(map(re.escape, sorted(self.handles)))})(?![\w-])", re.I)

    def found(self, *columns: str) -> Q:
        """Rows that could name them."""
        found = Q()
        for column in columns:
            for handle in self.handles:
                found |= Q(**{f"{column}__icontains": f"@{handle}"})
            found |= Q(**{f"{column}__contains": f"{self.name} "}) | Q(**{f"{column}__contains": f"{self._marked} "})
        return found

    @property
    def _marked(self) -> str:
        return _MARKS.sub(r"\\\1", self.name)

    def without(self, text: str) -> str:
        """The text as it says "a former member" in their place."""
        text = self.linked.sub(f"/@{TOMBSTONE_HANDLE}", text)
        pieces, end = [], 0
        for call in calls(text):
            meant = next((typed for typed in call.typed if self._is_meant(typed)), "")
            if meant and call.start >= end:
                pieces += [text[end : call.start], former_member()]
                end = call.start + 1 + len(meant)
        text = "".join([*pieces, text[end:]])
        return self.quoted.sub(lambda match: f"{match[1]}{former_member()}{match[2]}", text)

    def _is_meant(self, typed: str) -> bool:
        return typed.lower() in self.handles or handle_from(typed) in self.handles


Fix = Callable[[Called, list[Any]], None]


def look_through(model: type[Any], columns: tuple[str, ...], mend: Fix) -> Callable[[Leaving], bool]:
    """A step that goes through one table from row to row, so many at a time."""

    def step(leaving: Leaving) -> bool:
        erasure, called = leaving.erasure, Called(leaving)
        last = model.objects.aggregate(last=Max("pk"))["last"] or 0
        window = model.objects.filter(pk__gt=erasure.after, pk__lte=erasure.after + WINDOW)
        rows = list(window.filter(called.found(*columns)).order_by("pk"))
        if rows:
            mend(called, rows)
        erasure.after += WINDOW
        return bool(erasure.after < last)

    step.__name__ = f"others_{model._meta.model_name}"
    return step


def _posts(called: Called, rows: list[Post]) -> None:
    lock_topics({post.topic_id for post in rows})
    changed = [
        post for post in _locked(rows) if _mended(called, post, "body")
    ]  # as they are now: an edit may have come
    for post in changed:
        if post.is_html:
            post.html, post.text = called.without(post.html), called.without(post.text)
        else:
            made = forum_words.rendered(post.body, known, shapes_held("post", post.pk, post.body))
            post.html, post.text = made["html"], made["text"]
    bulk.replace_texts(posts=changed)
    for post in changed:
        if post.is_opening:  # lists show how it begins
            locks.update(Topic.objects.filter(pk=post.topic_id), excerpt=forum_words.excerpt(post.html))


def _comments(called: Called, rows: list[Comment]) -> None:
    posts = Post.objects.filter(pk__in={comment.post_id for comment in rows})
    lock_topics(set(posts.values_list("topic", flat=True)))
    list(locks.lock(posts.only("pk")))
    changed = [comment for comment in _locked(rows) if _mended(called, comment, "body")]
    for comment in changed:
        comment.body = comment.body[: Comment.MAX_LENGTH]
        shapes = shapes_held("comment", comment.pk, comment.body)
        comment.html = render_comment(comment.body, people=None if comment.source else known, shapes=shapes).html
    bulk.replace_comments(comments=_with_posts(changed))


def _with_posts(comments: list[Comment]) -> list[Comment]:
    posts = Post.objects.in_bulk([comment.post_id for comment in comments])
    for comment in comments:
        comment.post = posts[comment.post_id]
    return comments


def _plain(*columns: str) -> Fix:
    """Columns that are shown as they are."""

    def mend(called: Called, rows: list[Any]) -> None:
        for row in _locked(rows):
            if _mended(called, row, *columns):
                row.save(update_fields=list(columns))

    return mend


def _rendered(source: str, kind: str, *beside: str, **more: Any) -> Fix:
    """A column and the HTML that is made of it; and columns `beside` it that are shown as they are."""

    def mend(called: Called, rows: list[Any]) -> None:
        for row in _locked(rows):
            if _mended(called, row, source, *beside):
                shapes = shapes_held(kind, row.pk, getattr(row, source))
                row.html = render(getattr(row, source), shapes=shapes, **more).html
                row.save(update_fields=[source, *beside, "html"])

    return mend


def _people(called: Called, rows: list[Member]) -> None:
    for row in _locked(rows):
        if _mended(called, row, "bio", "introduction"):
            row.bio_html = render(row.bio, first_heading=3).html if row.bio else ""
            row.save(update_fields=["bio", "introduction", "bio_html"])


def _locked(rows: list[Any]) -> Iterable[Any]:
    return locks.lock(type(rows[0])._base_manager.filter(pk__in=[row.pk for row in rows]))


def _mended(called: Called, row: Any, *columns: str) -> bool:
    """Says whether anything was changed. A text never grows beyond its column."""
    before = [getattr(row, column) for column in columns]
    for column in columns:
        said = called.without(getattr(row, column))
        most = row._meta.get_field(column).max_length
        setattr(row, column, said[:most] if most else said)
    return before != [getattr(row, column) for column in columns]


STEPS = (
    look_through(Post, ("body",), _posts),
    look_through(Comment, ("body",), _comments),
    look_through(Revision, ("body",), _plain("body")),
    look_through(Rework, ("body",), _plain("body")),
    look_through(Article, ("body", "standfirst"), _rendered("body", "article", "standfirst", first_heading=2)),
    look_through(ArticleRevision, ("body", "standfirst"), _plain("body", "standfirst")),
    look_through(Draft, ("body",), _plain("body")),
    look_through(Scheduled, ("body",), _plain("body")),
    look_through(Letter, ("body",), _rendered("body", "letter")),
    look_through(Guide, ("text",), _rendered("text", "guide")),
    look_through(GuideVersion, ("text",), _plain("text")),
    look_through(HelpedMark, ("what_changed",), _plain("what_changed")),
    look_through(Closing, ("words",), _plain("words")),
    look_through(Request, ("words", "answer"), _plain("words", "answer")),
    look_through(Report, ("note",), _plain("note")),
    look_through(SecondLook, ("words",), _plain("words")),
    look_through(Hello, ("words", "answer"), _plain("words", "answer")),
    look_through(Thanks, ("note",), _plain("note")),
    look_through(Decision, ("reason",), _plain("reason")),
    look_through(Note, ("words",), _plain("words")),
    look_through(FollowUp, ("words",), _plain("words")),
    look_through(Member, ("bio", "introduction"), _people),
)


def notices(leaving: Leaving) -> bool:
    """Lines under somebody's bell that lead to the page of who is gone lead nowhere: they go, and mails with them."""
    paths = Q()
    for handle in leaving.handles:
        paths |= Q(data__path__startswith=f"/@{handle}/") | Q(data__path__iexact=f"/@{handle}")
    locks.delete(Notice.objects.filter(paths))
    locks.update(Message.objects.filter(paths), data={})
    return False
