"""The page that is made once for any member: the same as one's own, never with anything of another, never stale."""

import re
from datetime import timedelta

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from forum import actions
from forum.actions import drafts
from forum.models import Draft, MutedMask, Post, Topic
from members.models import Member
from notices.models import Notice
from nudges.models import Claim
from recognition.models import Thanks
from tests import cast, make
from web import pagecache
from web.pagecache import shared_page

pytestmark = pytest.mark.django_db

SENT_AT_MOST = 4  # questions: session, member, own masks, and the one about page and reader


@pytest.fixture
def ines():
    return cast.ines()


@pytest.fixture
def topic():
    make.community()
    topic = make.topic(by=cast.pau(), title="The overdraft fee", body="Every month.", tags=("fees",))
    make.comment(post=make.answer(topic=topic, by=cast.dorrie(), body="I telephoned them."), by=cast.tobias())
    make.answer(topic=topic, mask=make.mask(of=cast.marit(), topic=topic), body="Behind a mask.")
    topic = Topic.objects.get(pk=topic.pk)
    keep(topic)
    return topic


def client_of(member):
    client = Client()
    client.force_login(member)
    return client


def keep(topic) -> None:
    """The page of anybody is there: the first reader after a change gets one of their own, the second has it made."""
    for reader in (make.member(), make.member()):
        read(reader, topic)


def read(member, topic, **more):
    response = client_of(member).get(topic.get_absolute_url(), **more)
    assert response.status_code == 200
    return response.content.decode()


def was_sent(member, topic) -> bool:
    """Did they get the page of anybody?"""
    with CaptureQueriesContext(connection) as asked:
        read(member, topic)
    return not any('FROM "forum_comment"' in query["sql"] for query in asked)


VARYING = (
    (r'csrfmiddlewaretoken" value="[A-Za-z0-9]{64}"', "TOKEN"),
    (r'"X-CSRFToken": "[A-Za-z0-9]{64}"', "TOKEN"),
    (r'submit_key" value="[0-9a-f-]{36}"', "KEY"),
    (r"(<time [^>]*>)[^<]*</time>", r"\1</time>"),
    (r"\s+", " "),
)


def plain(html):
    for pattern, instead in VARYING:
        html = re.sub(pattern, instead, html)
    return html


def made_as_ever(member, topic, monkeypatch):
    with monkeypatch.context() as patched:
        patched.setattr(shared_page, "answer", lambda *a: None)
        return read(member, topic)


# --- the same page ------------------------------------------------------------------------------------------------


def test_it_is_word_for_word_the_page_that_is_made_as_ever(topic, ines, monkeypatch) -> None:
    odd = make.member(handle="odd", display_name="<b>O’Dd & “Co”</b>", hue=35)
    for reader in (ines, odd, cast.wilf(), cast.noor()):
        own = made_as_ever(reader, topic, monkeypatch)
        assert plain(read(reader, topic)) == plain(own)
        assert was_sent(reader, topic)


def test_it_costs_few_questions(topic, ines) -> None:
    read(ines, topic)
    client = client_of(ines)
    with CaptureQueriesContext(connection) as asked:
        client.get(topic.get_absolute_url())
    assert len(asked) <= SENT_AT_MOST


# --- nothing of another -------------------------------------------------------------------------------------------


def test_nothing_of_the_first_reader_stands_in_the_second_ones_page(topic, ines) -> None:
    first = read(ines, topic)
    wilf = cast.wilf()
    second = read(wilf, topic)
    assert "Ines" in first
    assert "/@ines/" in first
    # without the tokens: they are random letters, and may say anything
    low = plain(second).lower().replace("lines", "").replace("business", "")
    assert "ines" not in low, low[low.find("ines") - 60 : low.find("ines") + 60]
    assert "Post as Wilf" in second
    assert "/@wilf/" in second


def test_tokens_and_keys_are_each_readers_own(topic, ines) -> None:
    client, other = client_of(ines), client_of(cast.wilf())
    pattern = re.compile(r'csrfmiddlewaretoken" value="([A-Za-z0-9]{64})"')
    key = re.compile(r'submit_key" value="([0-9a-f-]{36})"')
    htmls = [one.get(topic.get_absolute_url()).content.decode() for one in (client, client, other)]
    assert len({token for html in htmls for token in pattern.findall(html)}) == 3
    assert len({found for html in htmls for found in key.findall(html)}) == 3


def test_its_form_posts_and_each_answer_is_one_of_its_own(topic, ines) -> None:
    for reader, words in ((ines, "Mine."), (cast.wilf(), "And mine.")):
        client = Client(enforce_csrf_checks=True)
        client.force_login(reader)
        html = client.get(topic.get_absolute_url()).content.decode()
        assert client.cookies[settings.CSRF_COOKIE_NAME].value
        fields = dict(re.findall(r'name="(csrfmiddlewaretoken|submit_key)" value="([^"]+)"', html))
        answered = client.post(f"/t/{topic.pk}/answers", fields | {"body": words, "as": "me"})
        assert answered.status_code in (302, 303), answered.content[:300]
    assert list(Post.objects.filter(body__in=["Mine.", "And mine."]).order_by("id").values_list("body", flat=True)) == [
        "Mine.",
        "And mine.",
    ]


def test_no_sign_is_left_and_none_can_be_written(topic, ines) -> None:
    make.answer(topic=topic, by=cast.nasreen(), body="zz0123456789abcdeftoken; zzzz {token} name;")
    pagecache.pages.clear()
    keep(topic)
    html = read(ines, topic)
    assert "zz0123456789abcdeftoken;" in html
    [page] = [page for _until, page in pagecache.pages._pages.values()]
    assert page.nonce not in html
    assert page.nonce in page.body.decode()


def test_the_kept_page_holds_nothing_of_whoever_asked_first(topic, ines) -> None:
    client = client_of(ines)
    html = client.get(topic.get_absolute_url()).content.decode()
    [page] = [page for _until, page in pagecache.pages._pages.values()]
    kept = page.body.decode()
    tokens = set(re.findall(r"[A-Za-z0-9]{64}", html))
    assert tokens
    assert not any(token in kept for token in tokens)
    assert client.cookies[settings.SESSION_COOKIE_NAME].value not in kept
    assert "Ines" not in kept


def test_a_visitor_never_gets_it_nor_a_member_a_visitors(topic, ines) -> None:
    member = read(ines, topic)
    visitor = Client().get(topic.get_absolute_url()).content.decode()
    assert "csrfmiddlewaretoken" in member
    assert "csrfmiddlewaretoken" not in visitor
    assert "csrfmiddlewaretoken" in read(ines, topic)


def test_it_is_private(topic, ines) -> None:
    client = client_of(ines)
    for _ in range(2):
        assert client.get(topic.get_absolute_url())["Cache-Control"] == "private, no-cache"


# --- who has a part -----------------------------------------------------------------------------------------------


def part(name, ines, topic) -> None:
    answer = topic.posts.get(position=1)
    match name:
        case "answered":
            make.answer(topic=topic, by=ines)
        case "commented":
            make.comment(post=answer, by=ines)
        case "asked":
            Topic.objects.filter(pk=topic.pk).update(member=ines)
            topic.posts.filter(position=0).update(member=ines)
        case "follows":
            make.follow(member=ines, topic=topic)
        case "follows its tag":
            make.follow(member=ines, tag=topic.tags.get())
        case "mutes its space":
            make.follow(member=ines, space=topic.space, level=0)
        case "saved":
            make.bookmark(member=ines, post=answer)
        case "on it":
            Claim.objects.create(topic=topic, member=ines, until=timezone.now() + timedelta(minutes=30))
        case "thanked":
            Thanks.objects.create(post=answer, member=ines, giver_tag=b"x" * 32)
        case "draft":
            Draft.objects.create(member=ines, context=f"topic:{topic.pk}", body="Half a thought")
        case "sealed draft":
            drafts.keep_draft(actor=ines, context=f"topic:{topic.pk}", body="Half a thought", masked=True)
        case "tends":
            make.appoint(member=ines, space=topic.space)
        case "blocks":
            make.block(blocker=ines, blocked=Member.objects.get(handle="dorrie"))
        case "blocked":
            make.block(blocker=Member.objects.get(handle="dorrie"), blocked=ines)
        case "muted":
            MutedMask.objects.create(member=ines, mask=topic.posts.get(position=2).mask)
        case "mask here":
            make.mask(of=ines, topic=topic)
        case "mask elsewhere":
            make.mask(of=ines, topic=make.topic())
        case "admin":
            Member.objects.filter(pk=ines.pk).update(is_staff=True)
        case "not approved":
            Member.objects.filter(pk=ines.pk).update(approved_at=None)


PARTS = [
    "answered", "commented", "asked", "follows", "follows its tag", "mutes its space", "saved", "thanked", "draft",
    "sealed draft", "tends", "on it", "blocks", "blocked", "muted", "mask here", "mask elsewhere", "admin", "not approved",
]  # fmt: skip


@pytest.mark.parametrize("name", PARTS)
def test_whoever_has_a_part_gets_a_page_of_their_own(topic, ines, name, monkeypatch) -> None:
    read(cast.wilf(), topic)
    assert was_sent(ines, topic)
    part(name, ines, topic)
    ines = Member.objects.get(pk=ines.pk)
    topic.refresh_from_db()
    assert not was_sent(ines, topic)
    assert plain(read(ines, topic)) == plain(made_as_ever(ines, topic, monkeypatch))
    keep(topic)
    assert was_sent(Member.objects.get(handle="wilf"), topic)


def test_the_bell_carries_its_dot_for_whom_something_waits(topic, ines) -> None:
    told = "Something is waiting for you"
    assert told not in read(ines, topic)
    Notice.objects.create(kind="answered", dedupe_key="one", member=ines, actor=topic.member, topic=topic)
    assert told in read(ines, topic)
    assert was_sent(ines, topic)
    assert told not in read(cast.wilf(), topic)
    Notice.objects.update(read_at=timezone.now())
    assert told not in read(ines, topic)


def test_a_word_about_what_one_just_did_is_shown_to_oneself(topic, ines) -> None:
    client = client_of(ines)
    client.get(topic.get_absolute_url())
    newcomer = cast.wilf()
    client.post(f"/@{newcomer.handle}/hello/", {"words": "Welcome."})
    assert "Wilf will read it." in client.get(topic.get_absolute_url()).content.decode()
    assert "Wilf will read it." not in read(cast.callum(), topic)


def test_a_part_of_the_page_for_htmx_is_made_as_ever(topic, ines) -> None:
    read(ines, topic)
    with CaptureQueriesContext(connection) as asked:
        read(ines, topic, headers={"HX-Request": "true"})
    assert len(asked) > SENT_AT_MOST


# --- never stale --------------------------------------------------------------------------------------------------


def test_an_answer_a_rename_and_a_hiding_are_seen_at_once(topic, ines) -> None:
    read(ines, topic)
    post = actions.answer(actor=cast.wilf(), topic=topic, body="Brand new.", masked=False, submit_key=None)
    assert "Brand new." in read(ines, topic)
    Member.objects.filter(handle="dorrie").update(display_name="Dorothea")
    assert "Dorothea" in read(ines, topic)
    actions.hide(row=post)
    assert "Brand new." not in read(ines, topic)


def test_a_topic_that_was_hidden_is_gone_for_members_too(topic, ines) -> None:
    read(ines, topic)
    actions.hide(row=topic.posts.get(position=0))
    assert "Every month." not in client_of(ines).get(topic.get_absolute_url()).content.decode()


def test_a_change_of_ones_own_name_is_seen_at_once(topic, ines) -> None:
    read(ines, topic)
    Member.objects.filter(pk=ines.pk).update(display_name="Ines C")
    assert "Post as Ines C" in read(Member.objects.get(pk=ines.pk), topic)


def test_somebody_suspended_or_gone_meanwhile_gets_what_they_may_get(topic, ines) -> None:
    client = client_of(ines)
    client.get(topic.get_absolute_url())
    Member.objects.filter(pk=ines.pk).update(is_active=False)
    html = client.get(topic.get_absolute_url()).content.decode()
    assert "Post as" not in html
