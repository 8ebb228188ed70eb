"""What is put together from pieces is what the templates draw, to the letter, for every shape."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from django.utils.html import escape

from forum.models import Closing, Comment, Post, Space, Topic
from forum.templatetags import around, pieces, posts, shapes
from forum.views import topics
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
        patched.setattr(around, "is_alike_for_all", lambda *a: False)
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


# --- around the posts ---------------------------------------------------------------------------------------------


def both_ways(monkeypatch: pytest.MonkeyPatch, topic: Topic) -> str:
    """The page as it is put together, which is the one that its template draws."""
    with monkeypatch.context() as patched:
        patched.setattr(around, "is_alike_for_all", lambda *a: False)
        from_template = page(topic, None)
    with monkeypatch.context() as patched:
        patched.setattr(topics, "render", lambda *a: pytest.fail("drawn from its template"))
        found = page(topic, None)
    assert found == from_template
    return found


def change(topic: Topic, **values: Any) -> None:
    Topic.objects.filter(pk=topic.pk).update(**values)
    topic.refresh_from_db()


@pytest.mark.parametrize("helped", [0, 1, 2, 3])
@pytest.mark.parametrize("answers", [0, 1, 4])
def test_around_the_posts_with_so_many_answers(monkeypatch: pytest.MonkeyPatch, answers: int, helped: int) -> None:
    topic = make.topic(title=ODD)
    for post in [make.answer(topic=topic) for _ in range(answers)][:helped]:
        make.helped_mark(post=post)
    html = both_ways(monkeypatch, topic)
    assert ("one that helped is first" in html) == (min(answers, helped) == 1)


def test_around_the_posts_whatever_the_topic_is(monkeypatch: pytest.MonkeyPatch) -> None:
    topic = make.topic(title=ODD, tags=("c#", "रीति", "a-b"))
    for values in (
        {"kind": Topic.Kind.STORY},
        {"kind": Topic.Kind.QUESTION, "excerpt": ODD},
        {"title": "Another <title>", "slug": ""},
        {"title": "Another", "slug": "another-one"},
    ):
        change(topic, **values)
        html = both_ways(monkeypatch, topic)
        assert f'href="http://localhost:8000{topic.get_absolute_url()}"' in html
        assert html.count("/tags/") == 3
        assert "/tags/c%23/" in html


def test_around_the_posts_whatever_the_space_and_the_community_are(monkeypatch: pytest.MonkeyPatch) -> None:
    topic, other = make.topic(), make.topic()
    for values in (
        {"title": ODD, "hue": 35},
        {"outside_help_html": "<p>Ring them.</p>"},
        {"is_sensitive": True},
        {"archived_at": timezone.now()},
    ):
        Space.objects.filter(pk=topic.space_id).update(**values)
        assert both_ways(monkeypatch, topic) != both_ways(monkeypatch, other)
    for values in ({"name": ODD}, {"urgent_help_html": "<p>Ring somebody.</p>"}, {"name": "Another"}):
        make.community(**values)
        assert escape(values.get("name", "Ring somebody.")) in both_ways(monkeypatch, other)


def test_around_the_posts_with_topics_like_it(monkeypatch: pytest.MonkeyPatch) -> None:
    topic = make.topic(title="What can I do about the overdraft fee?")
    alike = [make.topic(title=f"The overdraft fee {ODD} {n}") for n in range(3)]
    for post in [make.answer(topic=alike[0]), make.answer(topic=alike[0])]:
        make.helped_mark(post=post)
    make.helped_mark(post=make.answer(topic=alike[1]))
    html = both_ways(monkeypatch, topic)
    assert "several helped" in html
    assert "one helped" in html
    assert alike[2].get_absolute_url() in html


@pytest.mark.parametrize(("status", "said"), [("deleted", "took it back"), ("hidden", "A moderator has hidden")])
def test_around_a_post_that_is_gone(monkeypatch: pytest.MonkeyPatch, status: str, said: str) -> None:
    topic = make.topic()
    Post.objects.filter(pk=make.answer(topic=topic).pk).update(status=status)
    assert said in both_ways(monkeypatch, topic)


def test_other_readers_and_pages_get_theirs_from_the_template(monkeypatch: pytest.MonkeyPatch) -> None:
    topic = make.topic()
    make.answer(topic=topic)
    monkeypatch.setattr(around, "drawn", lambda *a: pytest.fail("put together"))
    unapproved = make.member(approved_at=None)
    for viewer in (make.member(), topic.member, make.moderator(of=topic.space), unapproved):
        page(topic, viewer)
    change(topic, next_position=30)
    page(topic, None)
    change(topic, next_position=2, closed_at=timezone.now())
    Closing.objects.create(topic=topic, reason="other", words="Enough is said.")
    page(topic, None)
