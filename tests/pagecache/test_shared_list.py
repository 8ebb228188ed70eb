"""A list that is made once for any member: each reads in it what is new to them, and nothing of another."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from forum import actions
from forum.models import ReadingMark, Space, Topic
from members.models import Member
from notices.models import Notice
from tests import cast, make
from tests.pagecache.test_shared_page import client_of, plain
from web import pagecache
from web.pagecache import shared_page

pytestmark = pytest.mark.django_db

NEW = "New since you were here"
LISTS = ("/latest/", "/unanswered/", "/s/money/", "/tags/fees/")


@pytest.fixture
def ines():
    return cast.ines()


@pytest.fixture
def topic():
    make.community()
    space = make.space(slug="money", title="Money")
    topic = make.topic(by=cast.pau(), space=space, title="The overdraft fee", body="Every month.", tags=("fees",))
    make.topic(by=cast.dorrie(), space=space, title="Nobody has answered this one yet", body="Is it so?")
    return Topic.objects.get(pk=topic.pk)


def read(member, path="/latest/", **more):
    response = client_of(member).get(path, **more)
    assert response.status_code == 200
    return response.content.decode()


def was_sent(member, path="/latest/", **more) -> bool:
    """Did they get the list of anybody?"""
    with CaptureQueriesContext(connection) as asked:
        read(member, path, **more)
    return not any(query["sql"].startswith('SELECT "forum_topic"') for query in asked)


def made_as_ever(member, path, monkeypatch, **more):
    with monkeypatch.context() as patched:
        patched.setattr(shared_page, "answer", lambda *a: None)
        return read(member, path, **more)


def opened(member, topic, position=0) -> None:
    """They have read it up to there."""
    ReadingMark.objects.update_or_create(member=member, topic=topic, defaults={"position": position})


@pytest.mark.parametrize("path", LISTS)
def test_it_is_word_for_word_the_list_that_is_made_as_ever(topic, ines, path, monkeypatch) -> None:
    for more in ({}, {"headers": {"HX-Request": "true"}}):
        read(cast.callum() if not more else make.member(), path, **more)
        for reader in (ines, Member.objects.get(handle="dorrie")):
            own = made_as_ever(reader, path, monkeypatch, **more)
            assert plain(read(reader, path, **more)) == plain(own)
            assert was_sent(reader, path, **more)


def test_what_is_new_is_new_to_its_reader_alone(topic, ines, monkeypatch) -> None:
    wilf = cast.wilf()
    opened(ines, topic)
    opened(wilf, topic)
    assert NEW not in read(ines)
    post = make.answer(topic=topic, body="I telephoned them.")
    make.answer(topic=topic, by=cast.tobias(), body="So did I.")
    opened(wilf, topic, position=2)
    read(wilf)
    for reader, new in ((ines, 1), (wilf, 0), (cast.callum(), 0)):
        html = read(reader)
        assert html.count(NEW) == new
        assert plain(html) == plain(made_as_ever(reader, "/latest/", monkeypatch))
        assert was_sent(reader)
    assert f'href="{topic.get_absolute_url()}?post={post.pk}#p{post.pk}"' in read(ines)


def test_what_is_hidden_is_new_to_nobody(topic, ines) -> None:
    opened(ines, topic)
    post = make.answer(topic=topic, body="I telephoned them.")
    assert NEW in read(ines)
    actions.hide(row=post)
    assert NEW not in read(ines)


def test_a_title_with_markup_stays_text(topic, ines) -> None:
    Topic.objects.filter(pk=topic.pk).update(title='<b>Fee</b> & "more"')
    opened(ines, topic)
    make.answer(topic=topic, body="I telephoned them.")
    html = read(ines)
    assert NEW in html
    assert "<b>Fee" not in html
    assert html.count("&lt;b&gt;Fee&lt;/b&gt; &amp; &quot;more&quot;") == 2  # the row, and what is new in it


@pytest.mark.parametrize("part", ["blocks", "tends", "admin", "mask", "not approved"])
def test_whoever_reads_something_else_gets_a_list_of_their_own(topic, ines, part, monkeypatch) -> None:
    read(make.member())
    assert was_sent(ines)
    match part:
        case "blocks":
            make.block(blocker=ines, blocked=topic.member)
        case "tends":
            make.appoint(member=ines, space=topic.space)
        case "admin":
            Member.objects.filter(pk=ines.pk).update(is_staff=True)
        case "mask":
            make.mask(of=ines, topic=topic)
        case "not approved":
            Member.objects.filter(pk=ines.pk).update(approved_at=None)
    ines = Member.objects.get(pk=ines.pk)
    own = made_as_ever(ines, "/latest/", monkeypatch)
    assert plain(read(ines)) == plain(own)
    assert ("overdraft" in own) == (part != "blocks")


def test_a_new_topic_an_answer_and_a_hiding_are_seen_at_once(topic, ines) -> None:
    assert "The overdraft fee" in read(ines)
    wilf = cast.wilf()
    make.topic(by=wilf, space=topic.space, title="Brand new and never seen")
    assert "Brand new" in read(ines)
    actions.answer(actor=wilf, topic=topic, body="I did.", masked=False, submit_key=None)
    assert "1 answer" in read(ines)
    actions.hide(row=topic.posts.get(position=0))
    assert "The overdraft fee" not in read(ines)
    Member.objects.filter(handle="dorrie").update(display_name="Dorothea")
    assert "Dorothea" in read(ines)


def test_a_space_that_closes_its_doors_is_gone_for_members(topic, ines) -> None:
    assert "overdraft" in read(ines, "/s/money/")
    Space.objects.filter(slug="money").update(visibility=Space.Visibility.MODERATORS)
    assert client_of(ines).get("/s/money/").status_code == 404
    assert "overdraft" not in read(ines)


def test_each_reads_what_they_hear_of_a_space_or_a_tag(topic, ines) -> None:
    make.follow(member=ines, space=topic.space, level=0)
    make.follow(member=ines, tag=topic.tags.get())
    for path, hers in (("/s/money/", "Muted"), ("/tags/fees/", "Everything")):
        for reader, heard in ((cast.wilf(), "Replies to me"), (ines, hers), (cast.callum(), "Replies to me")):
            assert heard_in(read(reader, path)) == heard
            assert was_sent(reader, path)
        Member.objects.filter(handle__in=("wilf", "callum")).delete()
    ines.follows.all().delete()
    assert heard_in(read(ines, "/s/money/")) == "Replies to me"


def heard_in(html: str) -> str:
    return re.search(r"What you hear of this:\s*</span>\s*([^<]*?)\s*</a>", html).group(1)


def test_the_bell_carries_its_dot_for_whom_something_waits(topic, ines) -> None:
    told = "Something is waiting for you"
    assert told not in read(ines)
    Notice.objects.create(kind="answered", dedupe_key="one", member=ines, actor=topic.member, topic=topic)
    assert told in read(ines)
    assert told not in read(cast.wilf())
    Notice.objects.update(read_at=timezone.now())
    assert told not in read(ines)


def test_the_kept_list_holds_nothing_of_whoever_asked_first(topic, ines) -> None:
    client = client_of(ines)
    html = client.get("/latest/").content.decode()
    [page] = [page for _until, page in pagecache.pages._pages.values()]
    tokens = set(re.findall(r"[A-Za-z0-9]{64}", html))
    assert tokens
    assert not any(token in page.body.decode() for token in tokens)
    assert "Ines" not in page.body.decode()
    assert page.nonce not in html


def test_every_page_of_a_list_is_its_own(topic, ines) -> None:
    for n in range(26):
        make.topic(by=topic.member, space=topic.space, title=f"Question number {n}")
    older = re.search(r'href="(\?at=[^"]+)"', read(ines)).group(1)
    for reader in (ines, cast.wilf()):
        assert "The overdraft fee" in read(reader, f"/latest/{older}")
        assert "The overdraft fee" not in read(reader)


def test_a_visitor_never_gets_it_nor_a_member_a_visitors(topic, ines) -> None:
    assert "X-CSRFToken" in read(ines)
    assert "X-CSRFToken" not in Client().get("/latest/").content.decode()
    assert "X-CSRFToken" in read(cast.wilf())
