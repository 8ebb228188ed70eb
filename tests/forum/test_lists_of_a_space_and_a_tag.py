"""The lists of a space and of a tag: what they say, and who may know that there is one."""

from datetime import timedelta
from urllib.parse import quote

import pytest

from forum import actions as forum
from forum.models import Space, Status, Topic
from forum.queries import keyset
from tests import make
from tests.forum.listed import SPACES, titles

pytestmark = pytest.mark.django_db


def test_a_space_says_what_it_is_for_and_who_tends_it(client) -> None:
    space = make.space(purpose="Letters from banks.", norms="Say what you did.", outside_help_html="<p>StepChange</p>")
    make.moderator(of=space, name="Mara")
    topic = make.topic(space=space, title="In here")
    make.topic(title="Elsewhere")
    response = client.get(f"/s/{space.slug}/")
    html = response.content.decode()
    assert titles(response) == [topic.title]
    for words in ("Letters from banks.", "Say what you did.", "<p>StepChange</p>", "Mara"):
        assert words in html


@pytest.mark.parametrize(
    ("visibility", "visitor", "member", "moderator"),
    [
        (Space.Visibility.PUBLIC, 200, 200, 200),
        (Space.Visibility.MEMBERS, 404, 200, 200),
        (Space.Visibility.MODERATORS, 404, 404, 200),
    ],
)
def test_who_may_enter_a_space(client, ines, visibility, visitor, member, moderator) -> None:
    space = make.space(visibility=visibility, title="A corner")
    address = f"/s/{space.slug}/"
    mara = make.moderator(of=make.space())
    for person, expected in ((None, visitor), (ines, member), (mara, moderator)):
        client.logout()
        if person:
            client.force_login(person)
        assert client.get(address).status_code == expected
        assert ("A corner" in client.get(SPACES).content.decode()) == (expected == 200)


@pytest.mark.parametrize("address", ["/s/nowhere/", "/tags/nothing/"])
def test_what_does_not_exist_is_404(client, address) -> None:
    assert client.get(address).status_code == 404


HIDDEN_FROM_MEMBERS = {
    "among moderators": lambda: {"space": make.space(visibility=Space.Visibility.MODERATORS)},
    "held": lambda: {"status": Status.HELD},
    "hidden": lambda: {"status": Status.HIDDEN},
    "waiting": lambda: {"status": Status.WAITING},
    "deleted": lambda: {"status": Status.DELETED},
}


@pytest.mark.parametrize("fields", HIDDEN_FROM_MEMBERS.values(), ids=HIDDEN_FROM_MEMBERS.keys())
@pytest.mark.parametrize("query", ["", "?at=oga1xhmgo00-1"])
def test_a_tag_of_topics_that_one_may_not_read_is_404_like_one_that_never_was(client, fields, query) -> None:
    """Its name alone may say what is talked about."""
    make.topic(tags=("marits-bankruptcy",), **fields())
    member = make.member()
    for viewer in (None, member):
        if viewer:
            client.force_login(viewer)
        for address in (f"/tags/marits-bankruptcy/{query}", f"/tags/never-was/{query}"):
            response = client.get(address)
            assert response.status_code == 404
            html = response.content.decode().replace(address, "").replace(quote(address), "")
            assert "marits" not in html


def test_a_tag_among_members_is_404_for_visitors_alone(client) -> None:
    make.topic(tags=("bank-fees",), audience=Topic.Audience.MEMBERS)
    assert client.get("/tags/bank-fees/").status_code == 404
    client.force_login(make.member())
    assert client.get("/tags/bank-fees/").status_code == 200


def test_a_tag_among_moderators_is_there_for_moderators(client) -> None:
    space = make.space(visibility=Space.Visibility.MODERATORS)
    make.topic(tags=("bank-fees",), space=space)
    client.force_login(make.moderator(of=space))
    assert client.get("/tags/bank-fees/").status_code == 200


def test_a_kept_tag_page_goes_with_its_last_topic(client) -> None:
    topic = make.topic(tags=("bank-fees",))
    for _ in range(2):
        assert client.get("/tags/bank-fees/").status_code == 200
    forum.hide(row=topic.posts.get())
    assert client.get("/tags/bank-fees/").status_code == 404


def test_a_tag_beyond_its_last_page_is_still_a_tag(client) -> None:
    topic = make.topic(tags=("bank-fees",))
    at = str(keyset.Cursor(topic.bumped_at - timedelta(days=1), topic.pk))
    assert client.get("/tags/bank-fees/", {"at": at}).status_code == 200


def test_a_tag_lists_its_topics(client) -> None:
    make.topic(title="About fees", tags=("bank-fees",))
    make.topic(title="About rent", tags=("rent",))
    assert titles(client.get("/tags/bank-fees/")) == ["About fees"]
