"""How much a member hears of a topic, a tag and a space: the choice, which one counts, and the pages on which it is made."""

from itertools import product

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from forum import actions
from forum.models import Follow, Space, Status, Topic
from forum.models.levels import USUAL, Level
from forum.queries import helping
from forum.queries.levels import CHOSEN, level_of, levels_of
from forum.queries.topic import with_facts
from members.models import Member
from members.rules import NotAllowed
from notices.models import Notice
from tests import cast, make
from tests.races import at_once

pytestmark = pytest.mark.django_db

MUTED, MENTIONS, REPLIES, EVERYTHING = Level
HERE = {"approved_at": timezone.now(), "joined_at": timezone.now()}


@pytest.fixture
def ines():
    return cast.ines()


@pytest.fixture
def page_of(client, ines):
    make.community()
    client.force_login(ines)
    return client


# --- which choice counts ------------------------------------------------------------------------------------------


def expected(topic, tags, space):
    """In plain words: the topic's, else that of its tags, else that of its space, else as everywhere."""
    chosen = [level for level in tags if level is not None]
    if topic is not None:
        return topic
    if chosen:
        return MUTED if MUTED in chosen else max(chosen)
    return USUAL if space is None else space


def test_the_nearest_choice_counts_wherever_it_is_asked() -> None:
    """Each way of asking says the same, of all that can be chosen about a topic with two tags."""
    topic = make.topic(tags=("rent", "arrears"))
    one, two = topic.tags.all()
    chosen = list(product((None, *Level), repeat=4))
    people = Member.objects.bulk_create(
        [Member(handle=f"m{number}", email=f"m{number}@example.org", **HERE) for number in range(len(chosen))]
    )
    abouts = ({"topic": topic}, {"tag": one}, {"tag": two}, {"space": topic.space})
    rows = [
        Follow(member=member, level=level, **about)
        for member, levels in zip(people, chosen, strict=True)
        for about, level in zip(abouts, levels, strict=True)
        if level is not None
    ]
    Follow.objects.bulk_create(rows)
    right = {member: expected(levels[0], levels[1:3], levels[3]) for member, levels in zip(people, chosen, strict=True)}
    with connection.cursor() as cursor:
        cursor.execute(CHOSEN, {"topics": [topic.pk]})
        said = {member: level for _topic, member, level in cursor.fetchall()}
    assert {member.pk: level for member, level in right.items()} == {member.pk: USUAL for member in people} | said
    for member, level in list(right.items())[::11]:
        assert level_of(member, topic) is level
        assert levels_of(member, [topic.pk]) == {topic.pk: level}
        assert with_facts(member).get(pk=topic.pk).heard == level


def test_a_muted_tag_wins_over_a_loud_one_but_not_over_the_topic_itself(ines) -> None:
    topic = make.topic(tags=("rent", "gambling"))
    rent, gambling = topic.tags.order_by("-name")
    make.follow(member=ines, tag=rent)
    make.follow(member=ines, tag=gambling, level=MUTED)
    assert level_of(ines, topic) is MUTED
    make.follow(member=ines, topic=topic)
    assert level_of(ines, topic) is EVERYTHING


def test_a_topic_that_moves_is_heard_of_as_its_new_space(ines) -> None:
    topic, noisy = make.topic(), make.space()
    make.follow(member=ines, space=noisy, level=MUTED)
    assert level_of(ines, topic) is USUAL
    actions.move(actor=make.admin(), topic=topic, space=noisy)
    assert level_of(ines, Topic.objects.get(pk=topic.pk)) is MUTED


def test_many_topics_are_one_question(ines, django_assert_num_queries) -> None:
    topics = [make.topic().pk for _number in range(4)]
    make.follow(member=ines, topic=Topic.objects.get(pk=topics[0]), level=MUTED)
    with django_assert_num_queries(1):
        assert list(levels_of(ines, topics).values()) == [MUTED, USUAL, USUAL, USUAL]


def test_the_few_who_chose_are_found_by_an_index() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(f"EXPLAIN {CHOSEN}", {"topics": [1]})
        plan = "\n".join(line for (line,) in cursor.fetchall())
    assert "Seq Scan on forum_follow" not in plan


# --- what follows itself ------------------------------------------------------------------------------------------


def test_what_one_answers_is_followed_by_itself_and_a_choice_stays(ines) -> None:
    topic, chosen = make.topic(), make.topic()
    actions.choose_level(actor=ines, about=chosen, level=MENTIONS)
    for each in (topic, topic, chosen):
        actions.answer(actor=ines, topic=each, body="I called them.", masked=False, submit_key=None)
    assert Follow.objects.get(topic=topic).by_itself
    assert [level_of(ines, each) for each in (topic, chosen)] == [EVERYTHING, MENTIONS]


def test_what_one_answers_behind_a_mask_is_not_followed(ines) -> None:
    topic = make.topic()
    actions.answer(actor=ines, topic=topic, body="I called them.", masked=True, submit_key=None)
    assert not Follow.objects.exists()


def test_whoever_puts_their_name_on_it_follows_it(ines) -> None:
    topic = make.masked_topic(by=ines)
    actions.take_mask_off(actor=ines, topic=topic)
    assert Follow.objects.get().member == ines


# --- masks --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("level", Level)
def test_nothing_is_chosen_under_the_name_of_a_topic_in_which_one_wears_a_mask(ines, level) -> None:
    topic = make.masked_topic(by=ines)
    with pytest.raises(NotAllowed, match="without your name"):
        actions.choose_level(actor=ines, about=topic, level=level)
    assert not Follow.objects.exists()


def test_whoever_wears_a_mask_chooses_about_tags_and_spaces_like_anybody(ines) -> None:
    """A refusal there would say to whoever looks over the shoulder, or at the table, that a mask is worn."""
    topic = make.masked_topic(by=ines, tags=("rent",))
    actions.choose_level(actor=ines, about=topic.tags.get(), level=MUTED)
    actions.choose_level(actor=ines, about=topic.space, level=EVERYTHING)
    assert Follow.objects.count() == 2


def test_a_named_answer_is_followed_also_where_one_wears_a_mask(ines) -> None:
    """As everybody's is: the one row that is missing beside a named answer would say who wears the mask."""
    topic = make.masked_topic(by=ines)
    actions.answer(actor=ines, topic=topic, body="I called them.", masked=False, submit_key=None)
    assert Follow.objects.get().member == ines


def test_what_was_chosen_before_can_be_taken_back_behind_a_mask(page_of, ines) -> None:
    topic = make.topic()
    make.follow(member=ines, topic=topic)
    make.mask(of=ines, topic=topic)
    assert page_of.post(f"/hearing/topic/{topic.pk}/", {"level": "0"}).status_code == 403
    assert page_of.post(f"/hearing/topic/{topic.pk}/", {"level": "", "back": "1"}).status_code == 303
    assert not Follow.objects.exists()


# --- the table ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "wrong",
    [
        lambda topic: {},
        lambda topic: {"topic": topic, "space": topic.space},
        lambda topic: {"topic": topic, "level": 4},
        lambda topic: {"space": topic.space, "by_itself": True},
        lambda topic: {"topic": topic, "level": 0, "by_itself": True},
    ],
    ids=["nothing", "two things", "no level", "a space by itself", "muted by itself"],
)
def test_the_database_refuses(ines, wrong) -> None:
    topic = make.topic()
    with pytest.raises(IntegrityError), transaction.atomic():
        Follow.objects.create(member=ines, **wrong(topic))


@pytest.mark.django_db(transaction=True)
def test_a_double_click_is_one_choice() -> None:
    ines, topic = cast.ines(), make.topic(tags=("rent",))
    abouts = (topic, topic.tags.get(), topic.space)
    for about in abouts:
        at_once([lambda: actions.choose_level(actor=ines, about=about, level=MUTED)] * 4)  # noqa: B023
    assert Follow.objects.filter(level=MUTED).count() == Follow.objects.count() == len(abouts)


# --- the pages ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["topic", "tag", "space"])
def test_it_is_chosen_said_changed_taken_back_and_put_back(page_of, ines, kind) -> None:
    topic = make.topic(tags=("rent",))
    about = {"topic": topic, "tag": topic.tags.get(), "space": topic.space}[kind]
    address = reverse("forum:hear", args=[kind, about.pk])
    assert "Replies to me" in page_of.get(about.get_absolute_url()).content.decode()
    assert page_of.get(address).content.decode().count('type="radio"') == len(Level) + 1
    assert page_of.post(address, {"level": "0"}).url == about.get_absolute_url()
    assert "Muted" in page_of.get(about.get_absolute_url()).content.decode()
    assert address in page_of.get("/hearing/").content.decode()
    page_of.post(address, {"level": "1"})
    assert Follow.objects.get().level == MENTIONS
    after = page_of.post(address, {"level": "", "back": "1"}).url
    assert not Follow.objects.exists()
    page = page_of.get(after).content.decode()
    assert "Undo" in page
    page_of.post(address, {"level": "1", "back": "1"})
    assert Follow.objects.get().level == MENTIONS


def test_with_the_script_a_row_is_taken_back_in_its_place(page_of, ines) -> None:
    topic = make.topic()
    make.follow(member=ines, topic=topic, level=MUTED)
    address, part = f"/hearing/topic/{topic.pk}/", {"HX-Request": "true"}
    gone = page_of.post(address, {"level": "", "back": "1"}, headers=part).content.decode()
    assert "<html" not in gone
    assert 'name="level" value="0"' in " ".join(gone.split()).replace('value="0" >', 'value="0">')
    back = page_of.post(address, {"level": "0", "back": "1"}, headers=part).content.decode()
    assert "Put back: Muted." in back


def test_with_nothing_chosen_the_page_says_what_will_stand_there(page_of) -> None:
    assert "You chose nothing yet" in page_of.get("/hearing/").content.decode()


def test_the_list_costs_as_much_for_many_as_for_one(page_of, ines) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert page_of.get("/hearing/").status_code == 200
        return len(queries)

    make.follow(member=ines, topic=make.topic())
    asked()
    few = asked()
    for _number in range(8):
        topic = make.topic(tags=(f"t{_number}",))
        make.follow(member=ines, topic=topic)
        make.follow(member=ines, tag=topic.tags.get())
        make.follow(member=ines, space=topic.space)
    assert asked() == few


@pytest.mark.parametrize("level", ["4", "-1", "all", "²"])
def test_what_is_no_level_is_not_saved(page_of, level) -> None:
    assert page_of.post(f"/hearing/topic/{make.topic().pk}/", {"level": level}).status_code == 422
    assert not Follow.objects.exists()


@pytest.mark.parametrize("was", ["topic-1-9", "topic-x-1", "wall-1-1", "topic-²-1", "-", "topic-1-1-1"])
def test_what_nobody_took_back_is_not_put_back(page_of, was) -> None:
    page = page_of.get("/hearing/", {"was": was})
    assert page.status_code == 200
    assert "Undo" not in page.content.decode()


def test_what_one_may_not_read_cannot_be_chosen_and_is_not_named(page_of, ines) -> None:
    secret = make.space(visibility=Space.Visibility.MODERATORS, title="Among us")
    topic = make.topic(space=secret, title="About somebody", tags=("whispers",))
    for kind, about in (("topic", topic), ("tag", topic.tags.get()), ("space", secret)):
        for answer in (page_of.get, lambda where: page_of.post(where, {"level": "3"})):
            assert answer(f"/hearing/{kind}/{about.pk}/").status_code == 404
    make.follow(member=ines, topic=topic)
    make.follow(member=ines, space=secret)
    page = page_of.get("/hearing/").content.decode()
    assert "About somebody" not in page
    assert "Among us" not in page
    assert page.count("Something that you cannot see now") == 2
    page_of.post(f"/hearing/topic/{topic.pk}/", {"level": "", "back": "1"})
    assert Follow.objects.count() == 1


def test_an_unknown_sort_of_thing_is_not_there(page_of) -> None:
    assert page_of.get("/hearing/post/1/").status_code == 404


def test_visitors_are_not_offered_a_choice(client) -> None:
    make.community()
    topic = make.topic(audience="everyone", space=make.space(visibility="public"), tags=("rent",))
    for about in (topic, topic.space, topic.tags.get()):
        assert "/hearing/" not in client.get(about.get_absolute_url()).content.decode()


def test_muting_a_topic_puts_what_waits_of_it_under_the_bell_away(page_of, ines) -> None:
    topic = make.topic()
    other = make.topic()
    for number, about in enumerate((topic, other)):
        Notice.objects.create(kind="mentioned", dedupe_key=f"n{number}", member=ines, topic=about)
    page_of.post(f"/hearing/topic/{topic.pk}/", {"level": "0"})
    assert Notice.objects.unread().get().topic == other


def test_following_lists_only_what_is_heard_in_full(page_of, ines) -> None:
    make.follow(member=ines, topic=make.topic(title="Followed by me"))
    make.follow(member=ines, topic=make.topic(title="Muted by me"), level=MUTED)
    page = page_of.get("/following/").content.decode()
    assert "Followed by me" in page
    assert "Muted by me" not in page


def test_muted_things_stay_in_lists_and_search(page_of, ines) -> None:
    topic = make.topic(title="An overdraft fee", tags=("rent",))
    for about in ({"topic": topic}, {"tag": topic.tags.get()}, {"space": topic.space}):
        make.follow(member=ines, level=MUTED, **about)
    for where in (
        "/latest/",
        topic.space.get_absolute_url(),
        topic.tags.get().get_absolute_url(),
        "/search/?q=overdraft",
    ):
        assert topic.get_absolute_url() in page_of.get(where).content.decode(), where
    assert page_of.get(topic.get_absolute_url()).status_code == 200


# --- where one can help -------------------------------------------------------------------------------------------


def offered(member) -> set[int]:
    asks = helping.where_you_can_help(member, helping.Knowledge(phrases=["rent"]))
    return {ask.topic.pk for ask in asks.found}


@pytest.mark.parametrize("kind", ["topic", "tag", "space"])
def test_what_is_muted_is_not_offered_to_help_with(ines, kind) -> None:
    topic, other = (make.topic(tags=(tag,), title="About the rent") for tag in ("rent", "arrears"))
    assert offered(ines) == {topic.pk, other.pk}
    make.follow(
        member=ines, level=MUTED, **{kind: {"topic": topic, "tag": topic.tags.get(), "space": topic.space}[kind]}
    )
    assert offered(ines) == {other.pk}


def test_a_topic_that_one_follows_is_offered_though_its_tag_is_muted(ines) -> None:
    topic = make.topic(tags=("rent",), title="About the rent")
    make.follow(member=ines, tag=topic.tags.get(), level=MUTED)
    make.follow(member=ines, topic=topic)
    assert offered(ines) == {topic.pk}


def test_a_hidden_topic_keeps_its_choice_and_says_nothing(page_of, ines) -> None:
    topic = make.topic(title="Hidden away")
    make.follow(member=ines, topic=topic)
    Topic.objects.filter(pk=topic.pk).update(status=Status.HIDDEN)
    assert "Hidden away" not in page_of.get("/hearing/").content.decode()
    assert page_of.get(f"/hearing/topic/{topic.pk}/").status_code == 404
