"""What is put together from pieces is what the templates draw, to the letter, for every shape."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from forum.models import Comment, Post, Topic
from forum.templatetags import pieces, posts, shapes
from members.models import Member
from tests import cast, make
from web import pagecache
from web.pagecache import shared_page

pytestmark = pytest.mark.django_db

ODD = '<b>O’Dd & "Co"</b> {{ name }} %s'
SOURCES = [
    {"url": "https://meta.example/q/1?a=1&b=2", "author": ODD, "author_url": "https://meta.example/u/1",
     "licence": "CC BY-SA 4.0", "licence_url": "https://creativecommons.org/licenses/by-sa/4.0/"},
    {"url": "", "author": "Somebody"},
    {"author": "", "author_url": "", "licence": ""},
]  # fmt: skip


@pytest.fixture
def topic() -> Topic:
    """All that posts and comments can look like to somebody who has no part in them."""
    asker = make.member(name=ODD, handle="odd", hue=35)
    topic = make.topic(by=asker, title="Which one?", body="Every month.")
    people = [
        cast.dorrie(),
        make.newcomer(name="Wilf"),
        make.member(name="Alum", stage="alum", shows_stage=True),
        make.member(name="Quiet alum", stage="alum", shows_stage=False),
        make.member(name="From afar", kind=Member.Kind.IMPORTED),
        make.member(name="Mentor", stage="mentor"),
        asker,
    ]
    for number, who in enumerate(people):
        answer = make.answer(topic=topic, by=who, body=f"Answer {number} with <script> and {ODD}.")
        make.comment(post=answer, by=people[-number])
    masked = make.answer(topic=topic, mask=make.mask(of=cast.marit(), topic=topic), body="Behind a mask.")
    make.comment(post=masked, mask=masked.mask)
    Comment.objects.filter(post=masked).update(edited_at=timezone.now())
    long_ago = timezone.now() - timedelta(days=400)
    answers = list(topic.posts.filter(position__gt=0).order_by("position"))
    Post.objects.filter(pk=answers[0].pk).update(edited_at=long_ago, revision_count=2, created_at=long_ago)
    Post.objects.filter(pk=masked.pk).update(edited_at=timezone.now())
    for post, source in zip(answers[1:], SOURCES, strict=False):
        Post.objects.filter(pk=post.pk).update(source=source)
    make.helped_mark(post=answers[4], what_changed=ODD)
    make.helped_mark(post=answers[5])
    return Topic.objects.get(pk=topic.pk)


def page(topic: Topic, viewer: Member | None, **query: str) -> str:
    pagecache.pages.clear()
    client = Client()
    if viewer:
        client.force_login(viewer)
    return client.get(topic.get_absolute_url(), query).content.decode()


def plain(html: str) -> str:
    html = re.sub(r"(<time [^>]*>)[^<]*</time>", r"\1</time>", html)  # which a page for anybody says in full
    return re.sub(r"[A-Za-z0-9]{64}|(?<=submit_key\" value=\")[0-9a-f-]{36}", "TOKEN", html)


def from_templates(monkeypatch: pytest.MonkeyPatch, topic: Topic, viewer: Member | None) -> str:
    with monkeypatch.context() as patched:
        patched.setattr(shapes, "is_alike_for_all", lambda row, page: False)
        patched.setattr(
            posts, "_comment", lambda context, line: posts._drawn(context, "forum/_comment.html", line=line)
        )
        patched.setattr(shared_page, "answer", lambda *a: None)
        return page(topic, viewer)


@pytest.mark.parametrize(
    ("who", "kind", "archived"),
    [
        ("visitor", Topic.Kind.QUESTION, False),
        ("visitor", Topic.Kind.STORY, True),
        ("bystander", Topic.Kind.QUESTION, False),
        ("bystander", Topic.Kind.STORY, False),
        ("bystander", Topic.Kind.QUESTION, True),
        ("asker", Topic.Kind.QUESTION, False),
        ("answered", Topic.Kind.QUESTION, False),
        ("moderator", Topic.Kind.QUESTION, False),
        ("saved", Topic.Kind.QUESTION, False),
    ],
)
def test_it_is_what_the_templates_draw(
    topic: Topic, monkeypatch: pytest.MonkeyPatch, who: str, kind: str, archived: bool
) -> None:
    Topic.objects.filter(pk=topic.pk).update(kind=kind)
    if archived:
        type(topic.space).objects.filter(pk=topic.space_id).update(archived_at=timezone.now())
    answer = topic.posts.get(position=1)
    viewer = {
        "visitor": lambda: None,
        "bystander": make.member,
        "asker": lambda: topic.member,
        "answered": lambda: answer.member,
        "moderator": lambda: make.moderator(of=topic.space),
        "saved": lambda: make.bookmark(member=make.member(), post=answer).member,
    }[who]()
    for _ in range(2):
        assert plain(page(topic, viewer)) == plain(from_templates(monkeypatch, topic, viewer))


def test_most_of_a_page_is_put_together(topic: Topic, monkeypatch: pytest.MonkeyPatch) -> None:
    drawn = []
    page(topic, None)
    monkeypatch.setattr(posts, "_drawn", lambda context, name, **more: drawn.append(name) or "")
    assert "Behind a mask." in page(topic, None)
    assert drawn == []


def test_no_placeholder_is_left(topic: Topic) -> None:
    for viewer in (None, make.member(), topic.member):
        html = page(topic, viewer)
        assert pieces.NONCE not in html
        assert not any(str(place) in html for place in pieces.PLACES.values())


def test_what_a_template_asks_for_and_no_shape_holds_is_an_error() -> None:
    with pytest.raises(pieces.Unforeseen, match="new_column"):
        pieces.StandIn(pk=1).new_column  # noqa: B018
    from django.template import Context, Engine

    template = Engine().from_string("{% if post.new_column %}{{ post.new_column }}{% endif %}")
    with pytest.raises(pieces.Unforeseen):
        template.render(Context({"post": pieces.StandIn(pk=1)}))
