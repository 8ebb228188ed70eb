"""R42, R44: whoever writes without their name leaves no trace outside their own account and the sealed tables.

First a leak is planted in each channel and found; then there is none.
"""

import logging
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from typing import Any

import pytest
from django.apps import apps
from django.core.cache import cache
from django.db import transaction
from django.db.models import DateTimeField
from django.utils import timezone

from activity.models import Event
from blog.models import Article
from forum.models import Comment, Post, Rework, Topic
from inbound.actions.receive import Outcome, receive
from live import publish
from masks.models import Authored, Mask
from members.models import Member
from notices.actions import outbox
from notices.models import Message, Notice
from recognition.models import ThanksWord
from tests import make
from tests.canary.person import ADDRESS, EMAIL, HANDLE, NAME, NUMBER, Masked
from tests.canary.search import MOST_PAGES, Crawl, Logs, dump_hits, hits, listening
from tests.inbound.post import reply
from tests.sink import Sink
from web import pagecache

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


@pytest.fixture
def canary(transactional_db: None) -> Masked:
    return Masked()


@pytest.fixture
def told_live(settings: Any, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """All that open pages are told."""
    settings.LIVE = "127.0.0.1:1"
    said: list[str] = []
    monkeypatch.setattr(publish, "_send", said.extend)
    return said


@pytest.fixture
def logs(told_live: list[str], canary: Masked) -> Logs:
    return listening(canary.act)


def roles(canary: Masked) -> dict[str, Member | None]:
    return {
        "visitor": None,
        "newcomer": make.newcomer(handle="wilf"),
        "member": make.member(handle="pau"),
        "whoever was answered": canary.other,
        "moderator": make.moderator(of=canary.space, handle="noor"),
        "moderator who was told of a report by a mask and of one about it": canary.tending,
        "admin": make.admin(handle="nasreen"),
    }


def crawl(canary: Masked, *names: str) -> list[str]:
    """What the named roles find, or all of them."""
    starts = [topic.get_absolute_url() for topic in Topic.objects.all()]
    starts += [f"/p/{post.pk}/versions/" for post in Post.objects.all()]
    starts += [f"/desk/post/{post.pk}/" for post in Post.objects.all()]
    starts += [f"/desk/comment/{comment.pk}/" for comment in Comment.objects.all()]
    found = []
    for name, viewer in roles(canary).items():
        if not names or name in names:
            visited = Crawl(name, viewer).run(starts)
            answers = Counter(visited.seen.values())
            assert answers[200] > 10, visited.seen
            assert not [path for path, status in visited.seen.items() if status >= 500]
            assert len(visited.seen) < MOST_PAGES, "the crawl was cut short"
            changed = f"/desk/comment/{Rework.objects.get().comment_id}/"
            assert (visited.seen[changed] == 200) is ("moderator" in name or name == "admin"), (
                "what they changed is read"
            )
            print(name, dict(answers))
            found += visited.found
    return found


def mail_everything(sink: Sink) -> None:
    """Sends what waits in the outbox, at whatever hour."""
    Message.objects.filter(state="queued").update(not_before=timezone.now())
    for message in Message.objects.filter(state="queued"):
        outbox.send(id=message.pk)


def live_hits(said: list[str]) -> list[str]:
    """Traces, and words to the canary's own channel: nothing that they do or hear bears their name."""
    return [message for message in said if hits(message) or publish.person(NUMBER) in message]


def mail_hits(mails: list[EmailMessage]) -> list[str]:
    """Traces in anything but the line that says where the letter goes."""
    found = []
    for mail in mails:
        headers = [f"{name}: {value}" for name, value in mail.items() if name != "To"]
        parts = [part.get_content() for part in mail.walk() if part.get_content_maintype() == "text"]
        found += [f"mail {mail['Subject']!r}: {trace}" for text in (*headers, *parts) for trace in hits(text)]
    return found


# --- planted leaks ---------------------------------------------------------------------------------------


def in_a_page(canary: Masked, _sink: Sink) -> list[str]:
    Post.objects.filter(topic=canary.topic, position=0).update(html=f'<p data-author="{NUMBER}">Which one?</p>')
    return [hit for hit in crawl(canary, "visitor") if canary.topic.get_absolute_url() in hit]


def in_a_fragment_or_a_link(canary: Masked, _sink: Sink) -> list[str]:
    Mask.objects.filter(topic_id=canary.topic.pk).update(name=f"Quiet {HANDLE}")
    return [hit for hit in crawl(canary, "member") if "HX_REQUEST" in hit]


def in_a_feed(canary: Masked, _sink: Sink) -> list[str]:
    Article.objects.update(byline_words=NAME, byline="other")
    return [hit for hit in crawl(canary, "visitor") if "/blog/feed/" in hit]


def in_a_mail(_canary: Masked, sink: Sink) -> list[str]:
    make.community(name=f"The table of {NAME}")
    mail_everything(sink)
    return mail_hits(sink.mails)


def in_an_admins_page(_canary: Masked, _sink: Sink) -> list[str]:
    ThanksWord.objects.create(slug="planted", label=NAME[:40], is_open=False)
    viewer = Crawl("admin", make.admin(handle="planted-admin"))
    viewer.visit("/running/shape/words/")
    return [hit for hit in viewer.found if "/running/" in hit]


def in_what_a_moderator_reads(canary: Masked, _sink: Sink) -> list[str]:
    """Beside what was hidden stands what its writer changed."""
    Rework.objects.update(body=f"Yours, {NAME}.")
    viewer = Crawl("moderator", canary.tending)
    viewer.visit(f"/desk/comment/{Rework.objects.get().comment_id}/")
    return viewer.found


def in_the_dump(_canary: Masked, _sink: Sink) -> list[str]:
    Event.objects.exclude(mask_id=None).update(mask_id=None, member_id=NUMBER)
    return [hit for hit in dump_hits() if hit.startswith("activity_event")]


@contextmanager
def taken_back() -> Iterator[None]:
    """What is planted inside is gone after it, and what was kept of it."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
    cache.clear()
    pagecache.pages.clear()


def test_a_leak_in_each_channel_is_found(canary: Masked, logs: Logs, smtp_sink: Sink) -> None:
    for leak in (
        in_a_page,
        in_a_fragment_or_a_link,
        in_a_feed,
        in_a_mail,
        in_an_admins_page,
        in_what_a_moderator_reads,
    ):
        with taken_back():
            assert leak(canary, smtp_sink), leak.__name__
        assert not Member.objects.filter(handle="wilf").exists(), "each is planted in the same world"
    assert in_the_dump(canary, smtp_sink)  # the dump is taken by another program, which reads what is written for good


def test_a_leak_in_what_open_pages_are_told_is_found(told_live: list[str]) -> None:
    publish.told([NUMBER])
    assert live_hits(told_live) == told_live != []
    assert live_hits([f"say {NUMBER} bell", "say t1 post 2"]) == [f"say {NUMBER} bell"]


def test_a_leak_in_the_log_is_found() -> None:
    logs = listening(lambda: logging.getLogger("forum").warning("posted from %s", ADDRESS))
    assert logs.hits()


# --- and none ------------------------------------------------------------------------------------------------


def test_there_is_none(canary: Masked, logs: Logs, told_live: list[str], smtp_sink: Sink, settings: Any) -> None:
    settings.INBOUND_ADDRESS = "reply@forum.example"
    assert exact_times() == set()
    with taken_back():
        assert crawl(canary) == []
    sending = listening(lambda: mail_everything(smtp_sink))
    answering = listening(lambda: answer_by_mail(smtp_sink))
    assert answering.hits() == []
    assert exact_times() == {"Post.visible_from"}, "what was posted waits two minutes, as in the page"
    assert logs.lines
    assert logs.hits() + sending.hits() == []
    everybody_was_told(canary, smtp_sink)
    assert mail_hits(smtp_sink.mails) == []
    assert any(message.startswith("say p") for message in told_live)
    assert any(" post " in message for message in told_live)
    assert live_hits(told_live) == []
    assert dump_hits() == []


def answer_by_mail(sink: Sink) -> None:
    """The canary answers each mail from a program that puts name and address into whatever it can, and once too much."""
    outcomes = []
    for mail in sink.to(EMAIL):
        to = str(mail["Reply-To"])
        for words in ("I had that too.", ""):
            raw = reply(f"{NAME} <{EMAIL}>", to, f"{words}\n\n{NAME}\n\n-- \n{NAME}\n{EMAIL}", X_Originating_IP=ADDRESS)
            outcomes.append(receive(raw=raw, recipient=to))
    assert {Outcome.POSTED, Outcome.REFUSED} <= set(outcomes), outcomes


def everybody_was_told(canary: Masked, sink: Sink) -> None:
    assert sink.to(EMAIL), "the mask is told by mail"
    assert sink.to(canary.other.email), "the other is told by mail"
    assert len(sink.to(canary.loud.email)) > 1, "who hears everything is told by mail"
    assert sink.to(canary.tending.email), "who tends the space is told of danger by mail"
    told = Notice.objects.filter(member=canary.tending, kind__in=["danger", "reported"])
    assert sorted(told.values_list("kind", flat=True)) == ["danger", "reported"]
    assert not [notice for notice in told if notice.at.minute or notice.at.second]


def exact_times() -> set[str]:
    """The columns of masked rows that say the minute of what their wearer did: they keep their hour alone."""
    exact = set()
    for model in (model for model in apps.get_models() if issubclass(model, Authored)):
        columns = [field.name for field in model._meta.fields if isinstance(field, DateTimeField)]
        for row in model._base_manager.exclude(mask=None):
            times = {name: getattr(row, name) for name in columns}
            exact |= {f"{model.__name__}.{name}" for name, at in times.items() if at and (at.minute or at.second)}
    changed = Rework.objects.get()  # of something that a mask wrote
    exact |= {"Rework.at"} if changed.at.minute or changed.at.second else set()
    return exact - OTHERS_ACTS


# Moments of what somebody else did under their name: invited, answered, told.
OTHERS_ACTS = {"ArticleInvitation.at", "Topic.bumped_at", "Message.not_before"}
