"""The lists: who sees which topic in them, in which order, with how many questions to the database."""

from datetime import timedelta
from urllib.parse import quote

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from forum import actions as forum
from forum.models import Appointment, ReadingMark, Space, Status, Topic
from forum.queries import keyset
from members.queries import community
from tests import cast, make
from web import pagecache

pytestmark = pytest.mark.django_db

LATEST, UNANSWERED, FOLLOWING = "/latest/", "/unanswered/", "/following/"
OWN, SAVED, SPACES = "/own/", "/saved/", "/spaces/"
LISTS_AT_MOST = 8  # questions to the database


@pytest.fixture
def ines():
    return cast.ines()


@pytest.fixture
def signed_in(client, ines):
    client.force_login(ines)
    return client


def titles(response):
    return [row.title for row in response.context["found"].rows]


def test_the_addresses() -> None:
    names = {"latest": LATEST, "unanswered": UNANSWERED, "following": FOLLOWING, "own": OWN, "saved": SAVED}
    assert {name: reverse(f"forum:{name}") for name in names} == names
    assert reverse("forum:space", args=["first-steps"]) == "/s/first-steps/"
    assert reverse("forum:spaces") == SPACES


# --- latest -----------------------------------------------------------------------------------------------------


def test_the_newest_post_comes_first(signed_in) -> None:
    old = make.topic(title="An old one", at=timezone.now() - timedelta(days=3))
    make.topic(title="A newer one", at=timezone.now() - timedelta(days=1))
    make.answer(topic=old)
    assert titles(signed_in.get(LATEST)) == ["An old one", "A newer one"]


def test_a_row_says_who_where_and_what_came_of_it(signed_in) -> None:
    topic = make.topic(by=cast.dorrie(), title="Which one first?", space=make.space(title="Cards"))
    make.helped_mark(post=make.answer(topic=topic))
    html = signed_in.get(LATEST).content.decode()
    assert "Which one first?" in html
    assert "Dorrie H" in html
    assert "Cards" in html
    assert "1 answer" in html
    assert "one helped" in html


def test_a_masked_topic_shows_its_mask_and_its_hour(signed_in) -> None:
    wilf = cast.wilf()
    topic = make.masked_topic(by=wilf, title="Nobody knows")
    html = signed_in.get(LATEST).content.decode()
    assert topic.mask.name in html
    assert "Wilf" not in html
    assert topic.bumped_at.minute == topic.bumped_at.second == 0


def test_pages_are_walked_without_counting(signed_in) -> None:
    space, by = make.space(), make.member()
    start = timezone.now()
    for n in range(30):
        make.topic(by=by, space=space, title=f"Topic {n:02}", at=start - timedelta(minutes=n))
    with CaptureQueriesContext(
        connection,
    ) as asked:
        first = signed_in.get(LATEST)
    assert not any("OFFSET" in query["sql"] or "COUNT(" in query["sql"].upper() for query in asked)
    second = signed_in.get(LATEST + first.context["older"])
    assert titles(first) + titles(second) == [f"Topic {n:02}" for n in range(30)]
    assert second.context["older"] == ""
    assert titles(signed_in.get(LATEST + second.context["newer"])) == titles(first)


def test_a_broken_cursor_is_the_first_page(client) -> None:
    make.topic(title="Here all the same")
    response = client.get(LATEST, {"at": "o%00'--"})
    assert response.status_code == 200
    assert titles(response) == ["Here all the same"]


def test_an_empty_list_says_what_will_be_there(client) -> None:
    assert "Nothing here yet" in client.get(LATEST).content.decode()
    assert "Every question has an answer" in client.get(UNANSWERED).content.decode()


# --- who sees what ----------------------------------------------------------------------------------------------

HIDDEN_FROM_VISITORS = [
    {"audience": Topic.Audience.MEMBERS},
    {"visibility": Space.Visibility.MEMBERS},
    {"visibility": Space.Visibility.MODERATORS},
    {"status": Status.WAITING},
    {"status": Status.HELD},
    {"status": Status.HIDDEN},
    {"status": Status.DELETED},
]


def secret(visibility=Space.Visibility.PUBLIC, **fields):
    space = make.space(visibility=visibility)
    return make.topic(title="Not for everyone", tags=("bank-fees",), space=space, **fields)


def everywhere(topic):
    return [LATEST, UNANSWERED, f"/s/{topic.space.slug}/", "/tags/bank-fees/"]


@pytest.mark.parametrize("fields", HIDDEN_FROM_VISITORS, ids=lambda fields: "-".join(fields.values()))
def test_a_visitor_finds_no_trace_of_it(client, fields) -> None:
    topic = secret(**fields)
    for address in everywhere(topic):
        assert "Not for everyone" not in client.get(address).content.decode()


@pytest.mark.parametrize("fields", HIDDEN_FROM_VISITORS[2:], ids=lambda fields: "-".join(fields.values()))
def test_neither_does_a_member(signed_in, fields) -> None:
    topic = secret(**fields)
    for address in everywhere(topic):
        assert "Not for everyone" not in signed_in.get(address).content.decode()


@pytest.mark.parametrize("fields", HIDDEN_FROM_VISITORS[:2], ids=lambda fields: "-".join(fields.values()))
def test_a_member_reads_what_is_for_members(signed_in, fields) -> None:
    topic = secret(**fields)
    for address in everywhere(topic):
        assert "Not for everyone" in signed_in.get(address).content.decode()


def test_somebody_who_waits_for_a_yes_reads_as_a_visitor(client) -> None:
    secret(audience=Topic.Audience.MEMBERS)
    client.force_login(make.member(approved_at=None))
    assert titles(client.get(LATEST)) == []


def test_whoever_tends_the_space_sees_what_is_held_there_and_not_elsewhere(client) -> None:
    here, there = make.space(), make.space()
    make.topic(title="Held here", space=here, status=Status.HELD)
    make.topic(title="Held there", space=there, status=Status.HELD)
    client.force_login(make.moderator(of=here))
    assert titles(client.get(LATEST)) == ["Held here"]
    assert "waits for somebody who tends this space" in client.get(LATEST).content.decode()


def test_a_term_that_is_over_shows_nothing(client) -> None:
    space = make.space()
    make.topic(space=space, status=Status.HELD)
    mara = make.moderator(of=space)
    Appointment.objects.update(ends_at=timezone.now() - timedelta(seconds=1))
    client.force_login(mara)
    assert titles(client.get(LATEST)) == []


def test_topics_of_whom_i_blocked_are_gone_and_their_masked_ones_are_not(signed_in, ines) -> None:
    wilf = cast.wilf()
    make.topic(by=wilf, title="Under his name")
    make.masked_topic(by=wilf, title="Behind a mask")
    make.block(blocker=ines, blocked=wilf)
    assert titles(signed_in.get(LATEST)) == ["Behind a mask"]


def test_being_blocked_hides_nothing_from_me(signed_in, ines) -> None:
    wilf = cast.wilf()
    make.topic(by=wilf, title="Wilf’s")
    make.block(blocker=wilf, blocked=ines)
    assert titles(signed_in.get(LATEST)) == ["Wilf’s"]


def test_a_suspended_member_still_reads(client) -> None:
    make.topic(title="For everyone")
    client.force_login(cast.noor())
    assert titles(client.get(LATEST)) == ["For everyone"]


# --- unanswered, following, space, tag --------------------------------------------------------------------------


def test_unanswered_holds_open_questions_alone_newest_first(signed_in) -> None:
    make.topic(title="Waits", at=timezone.now() - timedelta(hours=2))
    make.topic(title="Waits since now")
    make.answer(topic=make.topic(title="Answered"))
    make.topic(title="A story", kind=Topic.Kind.STORY)
    assert titles(signed_in.get(UNANSWERED)) == ["Waits since now", "Waits"]


def test_a_held_question_is_not_waiting_for_an_answer(client) -> None:
    topic = make.topic(status=Status.HELD)
    client.force_login(make.moderator(of=topic.space))
    assert titles(client.get(UNANSWERED)) == []


def test_following_lists_what_i_follow(signed_in, ines) -> None:
    followed = make.topic(title="Followed")
    make.topic(title="Not followed")
    make.follow(member=ines, topic=followed)
    make.follow(member=make.member(), topic=make.topic(title="Followed by another"))
    assert titles(signed_in.get(FOLLOWING)) == ["Followed"]


def test_a_followed_topic_that_was_hidden_is_gone(signed_in, ines) -> None:
    make.follow(member=ines, topic=make.topic(status=Status.HIDDEN))
    assert titles(signed_in.get(FOLLOWING)) == []


@pytest.mark.parametrize("address", [FOLLOWING, OWN, SAVED])
def test_a_visitor_is_asked_to_sign_in(client, address) -> None:
    response = client.get(address)
    assert response.status_code == 302
    assert response["Location"].startswith(reverse("account_login"))


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


# --- own and saved ----------------------------------------------------------------------------------------------


def bodies(response):
    return [row.words for row in response.context["found"].rows]


def test_own_holds_named_and_masked_posts_and_says_which_name(signed_in, ines) -> None:
    make.topic(by=ines, body="Under my name")
    masked = make.masked_topic(by=ines, body="Behind a mask")
    make.masked_topic(by=cast.wilf(), body="Somebody else’s mask")
    response = signed_in.get(OWN)
    assert sorted(bodies(response)) == ["Behind a mask", "Under my name"]
    assert f"as {masked.mask.name}" in response.content.decode()


def test_own_is_kept_nowhere(signed_in) -> None:
    assert "no-store" in signed_in.get(OWN)["Cache-Control"]


def test_nobody_else_sees_my_masks(client, ines) -> None:
    make.masked_topic(by=ines, body="Behind a mask")
    client.force_login(cast.nasreen())
    assert bodies(client.get(OWN)) == []


def test_own_pages_merge_both_kinds(signed_in, ines) -> None:
    space, start = make.space(), timezone.now()
    for n in range(20):
        make.topic(by=ines, space=space, body=f"named {n}", at=start - timedelta(hours=n, minutes=1))
        make.masked_topic(by=ines, space=space, body=f"masked {n}", at=start - timedelta(hours=n))
    first = signed_in.get(OWN)
    second = signed_in.get(OWN + first.context["older"])
    assert len(bodies(first)) == 25
    assert len(set(bodies(first) + bodies(second))) == 40
    assert bodies(signed_in.get(OWN + second.context["newer"])) == bodies(first)


def test_what_i_took_back_is_not_listed(signed_in, ines) -> None:
    make.answer(by=ines, status=Status.DELETED)
    assert bodies(signed_in.get(OWN)) == []


def test_what_waits_says_so(signed_in, ines) -> None:
    make.answer(by=ines, status=Status.HELD)
    assert "waits for somebody who tends this space" in signed_in.get(OWN).content.decode()


def test_saved_lists_what_i_saved_newest_first(signed_in, ines) -> None:
    for words in ("saved first", "saved then"):
        make.bookmark(member=ines, post=make.answer(body=words))
    make.bookmark(member=make.member(), post=make.answer(body="saved by another"))
    response = signed_in.get(SAVED)
    assert bodies(response) == ["saved then", "saved first"]
    assert "no-store" in response["Cache-Control"]


@pytest.mark.parametrize("gone", ["post", "topic"])
def test_a_saved_post_that_was_hidden_is_gone(signed_in, ines, gone) -> None:
    post = make.answer(body="hidden since")
    make.bookmark(member=ines, post=post)
    row = post if gone == "post" else post.topic
    type(row).objects.filter(pk=row.pk).update(status=Status.HIDDEN)
    assert bodies(signed_in.get(SAVED)) == []


# --- new since you were here ------------------------------------------------------------------------------------


def test_a_topic_with_new_posts_leads_to_the_first_of_them(signed_in, ines) -> None:
    topic = make.topic()
    ReadingMark.objects.create(member=ines, topic=topic, position=0)
    new = make.answer(topic=topic)
    make.answer(topic=topic)
    html = signed_in.get(LATEST).content.decode()
    assert "New since you were here" in html
    assert f"?post={new.pk}#p{new.pk}" in html


@pytest.mark.parametrize("status", [Status.WAITING, Status.HELD, Status.HIDDEN, Status.DELETED])
def test_a_post_that_nobody_reads_yet_is_not_new(signed_in, ines, status) -> None:
    topic = make.topic()
    ReadingMark.objects.create(member=ines, topic=topic, position=0)
    make.answer(topic=topic, status=status)
    assert "New since you were here" not in signed_in.get(LATEST).content.decode()


def test_a_topic_never_opened_or_read_to_its_end_has_no_mark(signed_in, ines) -> None:
    make.answer(topic=make.topic(title="Never opened"))
    read = make.topic(title="Read to its end")
    ReadingMark.objects.create(member=ines, topic=read, position=make.answer(topic=read).position)
    ReadingMark.objects.create(member=make.member(), topic=read, position=0)
    assert "New since you were here" not in signed_in.get(LATEST).content.decode()


# --- parts and costs --------------------------------------------------------------------------------------------


def test_htmx_gets_the_list_alone_and_a_step_back_the_whole_page(client) -> None:
    make.topic(title="Here")
    part = client.get(LATEST, headers={"HX-Request": "true"})
    assert part.content.decode().lstrip().startswith("<title>Latest")
    assert "HX-Request" in part["Vary"]
    whole = client.get(LATEST, headers={"HX-Request": "true", "HX-History-Restore-Request": "true"})
    assert "<!DOCTYPE html>" in whole.content.decode()


def fill(ines, topics) -> None:
    """Topics of many people in many spaces, each followed, read, saved and answered."""
    for n in range(topics):
        topic = make.topic(tags=("bank-fees",), space=Space.objects.first() if n % 2 else make.space())
        post = make.answer(topic=topic, by=ines) if n % 2 else make.topic(by=ines).posts.get()
        make.masked_topic(by=make.member())
        make.follow(member=ines, topic=topic)
        make.bookmark(member=ines, post=post)
        ReadingMark.objects.create(member=ines, topic=topic, position=0)


@pytest.mark.parametrize("who", ["visitor", "member", "moderator"])
@pytest.mark.parametrize("address", [LATEST, UNANSWERED, FOLLOWING, "space", "/tags/bank-fees/", OWN, SAVED, SPACES])
def test_the_questions_to_the_database_are_few_and_do_not_grow(client, ines, who, address) -> None:
    if who == "visitor" and address in (FOLLOWING, OWN, SAVED):
        pytest.skip("members only")
    make.community()
    space = make.space()
    if who == "moderator":
        make.appoint(member=ines, space=space)
    address = f"/s/{space.slug}/" if address == "space" else address
    fill(ines, 2)
    if who != "visitor":
        client.force_login(ines)
    client.get(address)
    asked = []
    for more in (0, 12):
        fill(ines, more)
        cache.clear()  # a visitor's kept page would ask one question alone
        pagecache.pages.clear()
        community()
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address).status_code == 200
        asked.append(len(queries))
    assert asked[0] == asked[1] <= LISTS_AT_MOST
