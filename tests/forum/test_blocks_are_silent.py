"""A block is known to whoever made it: nothing that the other may write, look at or be offered shows it to them."""

from __future__ import annotations

import pytest
from django.test import Client

from forum import actions
from forum.models import Post, Topic
from members.models import Member
from notices.models import Notice
from tests import cast, make
from tests.forum import say
from tests.ledger import settle

pytestmark = pytest.mark.django_db

WORDS = "What would @ines say, or @Ines, or @nobody_here? I ask @dorrie."
LINK = '<a class="mention" href="/@ines/">@ines</a>'


@pytest.fixture
def dorrie() -> Member:
    make.community()
    return cast.dorrie()


@pytest.fixture
def topic(dorrie: Member) -> Topic:
    return make.topic()


@pytest.fixture(params=["blocked", "blocking", "neither"])
def _ines(request: pytest.FixtureRequest, dorrie: Member) -> None:
    """Who blocks dorrie, or is blocked by her, or neither."""
    ines = cast.ines()
    if request.param == "blocked":
        make.block(blocker=ines, blocked=dorrie)
    if request.param == "blocking":
        make.block(blocker=dorrie, blocked=ines)


def previews(member: Member, path: str, **more: str) -> list[str]:
    """What the page shows of the words under the name and without it."""
    client = Client()
    client.force_login(member)
    pages = [client.post(path, {"body": WORDS, "as": name, "do": "preview", **more}) for name in ("name", "mask")]
    return [page.content.decode() for page in pages]


@pytest.mark.usefixtures("_ines")
@pytest.mark.parametrize("where", ["bare", "answer", "ask"])
def test_a_preview_is_the_same_under_the_name_and_without_it(dorrie: Member, topic: Topic, where: str) -> None:
    path = {"bare": "/writing/preview/", "answer": f"/t/{topic.pk}/answers", "ask": "/ask/"}[where]
    named, masked = previews(dorrie, path, title="What would she say?", kind="question", space=topic.space.slug)
    assert named.count(LINK) == masked.count(LINK) == 1
    assert named.count('class="mention"') == masked.count('class="mention"') == 3


@pytest.mark.usefixtures("_ines")
def test_what_is_posted_is_the_same_too(dorrie: Member, topic: Topic) -> None:
    named, masked = (say.answer(actor=dorrie, topic=topic, body=WORDS, masked=masked) for masked in (False, True))
    assert named.html == masked.html
    below = [say.comment(actor=dorrie, post=named, body=WORDS, masked=masked) for masked in (False, True)]
    assert below[0].html == below[1].html
    actions.edit(actor=dorrie, post=named, body=f"{WORDS} Really.", base=0)
    named.refresh_from_db()
    assert named.html.count(LINK) == 1


@pytest.mark.usefixtures("_ines")
def test_a_list_of_handles_holds_whoever_blocks_the_writer(client: Client, dorrie: Member) -> None:
    client.force_login(dorrie)
    ines = Member.objects.get(handle="ines")
    page = client.get("/writing/handles/?q=in").content.decode()
    assert ("ines" in page) is not ines.blocks_received.exists()


def test_whoever_blocks_the_writer_hears_of_no_mention(dorrie: Member, topic: Topic) -> None:
    make.block(blocker=cast.ines(), blocked=dorrie)
    post = say.answer(actor=dorrie, topic=topic, body=WORDS)
    say.comment(actor=dorrie, post=post, body=WORDS)
    say.end_grace()
    settle()
    assert Post.objects.filter(pk=post.pk, html__contains=LINK).exists()
    assert not Notice.objects.filter(member__handle="ines").exists()
