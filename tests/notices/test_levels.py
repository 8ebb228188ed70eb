"""What is told with each choice about a topic, its tags and its space; what is told whatever was chosen."""

from datetime import timedelta

import pytest
from django.utils import timezone

from forum import actions
from forum.models import MASKED_GRACE, Post, Space, Topic
from forum.models.levels import Level
from members.models import Member
from notices.actions.judge import judge
from notices.actions.mailer import build
from notices.actions.tell import tell
from notices.kinds import KINDS
from notices.models import Choice, Message, Notice
from notices.rules import Drop, Go, readable_by
from nudges.models import Offer
from nudges.queries.candidates import for_topic
from nudges.waves import WAVES
from routing.queries import best_for, these
from tests import cast, make
from tests.ledger import settle

pytestmark = pytest.mark.django_db

MUTED, MENTIONS, REPLIES, EVERYTHING = Level
KIND = "topic", "tag", "space"


@pytest.fixture
def ines():
    return cast.ines()


def about(topic: Topic, kind: str) -> dict:
    return {kind: {"topic": topic, "tag": topic.tags.first(), "space": topic.space}[kind]}


def answer(topic: Topic, by: Member, body: str = "I called them first.", masked: bool = False) -> Post:
    post = actions.answer(actor=by, topic=topic, body=body, masked=masked, submit_key=None)
    if masked:
        Post.objects.filter(pk=post.pk).update(visible_from=post.visible_from - MASKED_GRACE)
        actions.release_waiting()
    settle()
    return post


def ask(by: Member, space: Space, tags: tuple[str, ...] = ("rent",), masked: bool = False) -> Topic:
    """A real question, and all that follows from it."""
    words = {"kind": "question", "title": "How do I begin with this?", "body": "I do not know.", "audience": "members"}
    topic = actions.ask(actor=by, space=space, tags=list(tags), masked=masked, submit_key=None, **words)
    if masked:
        Post.objects.filter(topic=topic).update(visible_from=timezone.now() - timedelta(seconds=1))
        actions.release_waiting()
    settle()
    return Topic.objects.get(pk=topic.pk)


def kinds(member: Member) -> list[str]:
    return list(readable_by(Member.objects.get(pk=member.pk)).order_by("pk").values_list("kind", flat=True))


# --- each choice --------------------------------------------------------------------------------------------------

HEARD = {
    EVERYTHING: ["followed", "mentioned", "commented", "thanked"],
    REPLIES: ["mentioned", "commented", "thanked"],
    MENTIONS: ["mentioned", "thanked"],
    MUTED: [],
}


@pytest.mark.parametrize("kind", KIND)
@pytest.mark.parametrize("level", HEARD)
def test_each_choice_lets_through_what_its_words_say(ines, level, kind) -> None:
    topic, other = make.topic(tags=("rent",)), make.member()
    own = make.answer(topic=topic, by=ines)
    make.follow(member=ines, level=level, **about(topic, kind))
    answer(topic, other)
    answer(topic, other, body="Ask @ines about it.")
    actions.comment(actor=other, post=own, body="Which one?", masked=False, submit_key=None)
    settle()
    tell(to=ines, kind="thanked", dedupe_key="thanks:1", actor=other, topic=topic, post=own)
    assert kinds(ines) == HEARD[level]


@pytest.mark.parametrize(
    ("level", "told"), [(EVERYTHING, ["answered"]), (REPLIES, ["answered"]), (MENTIONS, []), (MUTED, [])]
)
def test_an_asker_who_wants_to_hear_less_of_their_own_question_does(ines, level, told) -> None:
    topic = make.topic(by=ines)
    make.follow(member=ines, topic=topic, level=level)
    answer(topic, make.member())
    assert kinds(ines) == told
    assert bool(Message.objects.count()) == bool(told)


def test_whoever_answered_hears_of_the_next_answer(ines) -> None:
    topic = make.topic()
    answer(topic, ines)
    answer(topic, make.member())
    assert kinds(ines) == ["followed"]


def test_a_muted_tag_does_not_silence_what_one_follows_by_itself(ines) -> None:
    topic = make.topic(tags=("gambling",))
    answer(topic, ines)
    make.follow(member=ines, tag=topic.tags.get(), level=MUTED)
    answer(topic, make.member())
    assert kinds(ines) == ["followed"]


@pytest.mark.parametrize("kind", ["tag", "space"])
def test_a_new_topic_is_told_to_who_hears_everything(ines, kind) -> None:
    first = make.topic(tags=("rent",))
    make.follow(member=ines, **about(first, kind))
    topic = ask(make.member(), first.space)
    assert kinds(ines) == ["begun"]
    answer(topic, make.member())
    assert kinds(ines) == ["begun", "followed"]


@pytest.mark.parametrize("level", [MUTED, MENTIONS, REPLIES])
def test_a_new_topic_is_not_told_to_who_wants_less(ines, level) -> None:
    space = make.space()
    make.follow(member=ines, space=space, level=level)
    ask(make.member(), space)
    assert kinds(ines) == []


def test_of_ones_own_new_topic_one_hears_nothing(ines) -> None:
    space = make.space()
    make.follow(member=ines, space=space)
    ask(ines, space)
    assert not Notice.objects.filter(kind="begun").exists()


def test_by_mail_only_for_whom_it_was_chosen(ines) -> None:
    space, keen = make.space(), make.member()
    for member in (ines, keen):
        make.follow(member=member, space=space)
    Choice.objects.create(member=keen, kind="begun", by_mail=True)
    ask(make.member(), space)
    message = Message.objects.get(kind="begun")
    assert message.member == keen
    assert "rent" not in build(message, keen, KINDS["begun"]).subject


def test_blocked_people_hear_nothing_of_each_other_whatever_they_chose(ines) -> None:
    topic, other = make.topic(), cast.pau()
    make.block(blocker=ines, blocked=other)
    make.follow(member=ines, space=topic.space)
    answer(topic, other, body="Ask @ines about it.")
    ask(other, topic.space)
    assert kinds(ines) == []


def test_what_is_said_among_moderators_is_not_told_to_who_follows_a_tag(ines) -> None:
    """Not in the page, and not as a row about a mail that was dropped: that too would say that something is there."""
    secret = make.space(visibility=Space.Visibility.MODERATORS)
    tends, admin = make.moderator(of=secret), make.admin()
    tag = make.tag("rent")
    for member in (ines, tends):
        make.follow(member=member, tag=tag)
        Choice.objects.create(member=member, kind="begun", by_mail=True)
    ask(admin, secret)
    assert [notice.member for notice in Notice.objects.filter(kind="begun")] == [tends]
    assert not Message.objects.filter(member=ines).exists()


def test_a_topic_that_moved_is_told_as_its_new_space_has_it(ines) -> None:
    topic, loud = make.topic(), make.space()
    make.follow(member=ines, space=loud)
    actions.move(actor=make.admin(), topic=topic, space=loud)
    answer(Topic.objects.get(pk=topic.pk), make.member())
    assert kinds(ines) == ["followed"]


# --- chosen since -------------------------------------------------------------------------------------------------


def waiting(member: Member, *topics: Topic) -> Message:
    """A mail of one notice in each of the topics."""
    found = [
        Notice.objects.create(
            kind="followed", dedupe_key=f"n{topic.pk}", member=member, topic=topic, actor=topic.member
        )
        for topic in topics
    ]
    data = {"notices": [notice.pk for notice in found]}
    return Message.objects.create(kind="followed", member=member, data=data, message_id="<x>", dedupe_key="x", why="")


def verdict(message: Message) -> object:
    Choice.objects.get_or_create(member=message.member, kind="followed", defaults={"by_mail": True})
    return judge(Message.objects.select_related("member").get(pk=message.pk), timezone.now())


@pytest.mark.parametrize("level", [MUTED, MENTIONS, REPLIES])
def test_a_mail_that_waits_is_dropped_when_less_is_wanted(ines, level) -> None:
    topic = make.topic()
    message = waiting(ines, topic)
    make.follow(member=ines, topic=topic, level=level)
    assert verdict(message) == Drop("You chose to hear less of it.")


def test_a_mail_that_waits_goes_when_it_is_still_wanted(ines) -> None:
    topic = make.topic()
    make.follow(member=ines, topic=topic)
    assert verdict(waiting(ines, topic)) == Go()


@pytest.mark.parametrize("kind", ["followed", "digest"])
def test_of_several_topics_the_muted_one_is_left_out(ines, kind) -> None:
    kept, muted = (make.topic(by=make.member(name=name)) for name in ("Kept Person", "Quiet Person"))
    message = waiting(ines, kept, muted)
    make.follow(member=ines, topic=kept)
    make.follow(member=ines, topic=muted, level=MUTED)
    said = build(message, ines, KINDS[kind]).body
    assert "Kept Person" in said or f"/t/{kept.pk}/" in said
    assert "Quiet Person" not in said
    assert f"/t/{muted.pk}/" not in said


# --- never muted --------------------------------------------------------------------------------------------------

# A kind that may be about a topic is told by level, or whatever was chosen; of these somebody has thought about it.
WHATEVER = {
    "article_invited", "article_answered", "article_proposed", "article_approved", "article_published",
    "article_withdrawn", "quote_asked", "quote_answered",  # they decide about their own words
    "hello", "hello_answered", "newcomer_wrote",  # of people
    "summons", "waiting_question", "chosen_for_question", "waiting_story",  # of people; and asked of who is willing
    "reminder",  # they asked for it
    "digest",  # of what stands under the bell
}  # fmt: skip
GROUPS_NEVER_MUTED = {"tending", "account", "mentoring", "suggestions"}


def test_every_kind_is_told_by_level_or_is_known_not_to_be() -> None:
    for kind in KINDS.values():
        if kind.heard_from is not None:
            assert kind.heard_from > MUTED, kind.name  # muted is nothing at all
            assert not any((kind.own, kind.always, kind.duty, kind.waits, kind.calls)), kind.name
        else:
            assert kind.name in WHATEVER or kind.group in GROUPS_NEVER_MUTED, kind.name


@pytest.mark.parametrize("kind", ["hidden", "held", "released", "restored", "upheld", "closed", "danger", "suspended"])
def test_decisions_danger_and_the_account_are_told_in_what_is_muted(ines, kind) -> None:
    topic = make.topic(tags=("rent",))
    for each in KIND:
        make.follow(member=ines, level=MUTED, **about(topic, each))
    assert tell(to=ines, kind=kind, dedupe_key="d", topic=topic) is not None


# --- masks --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["tag", "space"])
@pytest.mark.parametrize("level", Level)
def test_a_mask_hears_of_answers_whatever_its_wearer_chose_under_the_name(ines, level, kind) -> None:
    topic = make.masked_topic(by=ines, tags=("rent",))
    make.follow(member=ines, level=level, **about(topic, kind))
    answer(topic, make.member())
    assert Notice.objects.get(kind="answered").mask == topic.mask
    assert Message.objects.get(kind="answered").mask == topic.mask


def test_the_rows_of_a_wearer_are_those_of_anybody(ines) -> None:
    """Two follow the space; one of them asks in it behind a mask: their rows are the same, and only reading differs."""
    space, other = make.space(), make.member()
    for member in (ines, other):
        make.follow(member=member, space=space)
    topic = ask(ines, space, masked=True)
    answer(topic, make.member())
    rows = {
        member: sorted(Notice.objects.filter(member=member).values_list("kind", flat=True)) for member in (ines, other)
    }
    assert rows[ines] == rows[other] == ["begun", "followed"]
    assert kinds(other) == ["begun", "followed"]
    assert "begun" not in kinds(ines)


# --- asked to help ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", KIND)
def test_whoever_muted_it_is_not_asked_to_help(ines, kind) -> None:
    topic, now = make.topic(tags=("rent",)), timezone.now()
    Offer.objects.create(member=ines, kind=Offer.Kind.ANSWER)
    Member.objects.update(time_zone=make.daytime())
    wave = WAVES[0]
    assert [one.member_id for one in for_topic(topic, "answer", wave, 3, now).awake] == [ines.pk]
    assert best_for(topic, these([ines.pk]), 3, now)
    make.follow(member=ines, level=MUTED, **about(topic, kind))
    assert not for_topic(topic, "answer", wave, 3, now).awake
    assert not best_for(topic, these([ines.pk]), 3, now)
