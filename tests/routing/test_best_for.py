"""Who is found for a question in the database: by what they know, never by what a mask did."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from forum.models import HelpedMark, Post, Space, Topic
from members.models import Goal, Member
from recognition.models import Help
from routing import queries
from routing.queries import People, ablest_for, best_for, these
from routing.score import Candidate
from tests import make

pytestmark = pytest.mark.django_db


def helped(*, helper: Member, topic: Topic, days_ago: float = 1, **more: Any) -> Post:
    """An answer of which its asker said that it helped."""
    at = timezone.now() - timedelta(days=days_ago)
    post = make.answer(topic=topic, by=helper, at=at, **more)
    make.helped_mark(post=post)
    HelpedMark.objects.filter(post=post).update(at=at)
    Help.objects.create(
        post=post, topic=topic, at=at, helper=post.member, helper_mask=post.mask,
        helped=topic.member, helped_mask=topic.mask,
    )  # fmt: skip
    return post


def looked(topic: Topic, *people: Member) -> dict[int, Candidate]:
    found, _rate = queries._looked_at(topic, these([one.pk for one in people]), timezone.now())
    return {one.member_id: one for one in found}


def why(topic: Topic, person: Member) -> str:
    return best_for(topic, these([person.pk]), 1, timezone.now())[0].why


def test_who_helped_under_the_tag_comes_before_who_did_not() -> None:
    asked = make.topic(tags=("rent",))
    knows, other = make.member(), make.member()
    helped(helper=knows, topic=make.topic(title="A letter about rent", tags=("rent",)))
    found = best_for(asked, these([other.pk, knows.pk]), 2, timezone.now())
    assert [one.member_id for one in found] == [knows.pk, other.pk]
    assert found[0].why == "Somebody you answered about “A letter about rent” said that it helped."


def test_a_help_of_long_ago_says_less() -> None:
    asked, lately, once = make.topic(tags=("rent",)), make.member(), make.member()
    helped(helper=lately, topic=make.topic(tags=("rent",)), days_ago=10)
    helped(helper=once, topic=make.topic(tags=("rent",)), days_ago=370)
    found = looked(asked, lately, once)
    assert found[lately.pk].helped == pytest.approx(0.962, abs=0.01)
    assert found[once.pk].helped == pytest.approx(0.24, abs=0.01)


def test_what_somebody_listed_is_found_and_said() -> None:
    asked = make.topic(tags=("Rent",))
    lists = make.member(can_help_with=["rent", "phones"])
    assert why(asked, lists) == "You listed “rent”."


def test_whoever_would_rather_not_is_not_found() -> None:
    asked = make.topic(tags=("Rent",))
    assert not best_for(asked, these([make.member(rather_not=["rent"]).pk]), 3, timezone.now())


def test_words_in_common_are_found_without_a_tag() -> None:
    asked = make.topic(title="Bailiff at the door tomorrow", tags=("first-steps",))
    close, far = make.member(), make.member()
    helped(helper=close, topic=make.topic(title="What may a bailiff take", tags=("courts",)))
    helped(helper=far, topic=make.topic(title="Which phone is cheap", tags=("phones",)))
    found = looked(asked, close, far)
    assert found[close.pk].words > 0 == found[far.pk].words


@pytest.mark.parametrize("side", ["helper", "helped", "marked"])
def test_what_a_mask_did_counts_nothing(side: str) -> None:
    asked, person = make.topic(tags=("rent",)), make.member()
    if side == "helper":
        topic = make.topic(tags=("rent",), title="Rent letters")
        helped(helper=person, topic=topic, mask=make.mask(of=person, topic=topic))
    elif side == "helped":
        helped(helper=person, topic=make.masked_topic(by=make.member(), tags=("rent",), title="Rent letters"))
    else:
        topic = make.topic(tags=("rent",), title="Rent letters")
        post = helped(helper=person, topic=topic)
        masked = make.mask(of=make.member(), topic=topic)
        Help.objects.filter(post=post).update(helped=None, helped_mask=masked)
    found = looked(asked, person)[person.pk]
    assert (found.helped, found.words, found.helps, found.helped_title) == (0, 0, 0, "")
    assert found.answered == (0 if side != "marked" else pytest.approx(1, abs=0.01))


def test_an_answer_that_was_hidden_and_a_question_that_was_say_nothing() -> None:
    asked, first, second = make.topic(tags=("rent",)), make.member(), make.member()
    post = helped(helper=first, topic=make.topic(tags=("rent",)))
    Post.objects.filter(pk=post.pk).update(status="hidden")
    topic = make.topic(tags=("rent",))
    helped(helper=second, topic=topic)
    Topic.objects.filter(pk=topic.pk).update(status="hidden")
    found = looked(asked, first, second)
    assert all((one.helped, one.answered, one.helped_title) == (0, 0, "") for one in found.values())


def test_what_stands_in_a_room_of_moderators_is_no_reason() -> None:
    asked, person = make.topic(tags=("rent",)), make.member()
    room = make.space(visibility=Space.Visibility.MODERATORS)
    helped(helper=person, topic=make.topic(tags=("rent",), title="About somebody", space=room))
    assert looked(asked, person)[person.pk].helped_title == ""


def test_having_been_there_counts_as_far_as_it_may_be_seen() -> None:
    path, asker = make.journey(), make.member()
    make.goal(member=asker, journey=path, visibility=Goal.Visibility.MEMBERS)
    there, hides, gave_up = make.member(), make.member(), make.member()
    reached = {"journey": path, "reached_at": timezone.now()}
    make.goal(member=there, visibility=Goal.Visibility.EVERYONE, **reached)
    make.goal(member=hides, visibility=Goal.Visibility.SELF, **reached)
    make.goal(member=gave_up, visibility=Goal.Visibility.MEMBERS, closed_at=timezone.now(), **reached)
    asked = make.topic(by=asker)
    found = looked(asked, there, hides, gave_up)
    assert [found[one.pk].been_there for one in (there, hides, gave_up)] == [1, 0, 0]
    assert why(asked, there) == "You have been on the path “Out of debt”, and let it be seen."


@pytest.mark.parametrize("visibility", [Goal.Visibility.SELF, Goal.Visibility.MENTOR])
def test_the_path_of_an_asker_who_hides_it_leads_to_nobody(visibility: str) -> None:
    path, asker, there = make.journey(), make.member(), make.member()
    make.goal(member=asker, journey=path, visibility=visibility)
    make.goal(member=there, journey=path, visibility=Goal.Visibility.EVERYONE, reached_at=timezone.now())
    assert looked(make.topic(by=asker), there)[there.pk].been_there == 0


def test_behind_a_mask_an_asker_has_no_path_and_may_be_among_the_asked() -> None:
    path, asker, there = make.journey(), make.member(), make.member()
    make.goal(member=asker, journey=path, visibility=Goal.Visibility.EVERYONE)
    make.goal(member=there, journey=path, visibility=Goal.Visibility.EVERYONE, reached_at=timezone.now())
    found = looked(make.masked_topic(by=asker), there, asker)
    assert found.keys() == {there.pk, asker.pk}
    assert found[there.pk].been_there == 0


def test_an_asker_with_a_name_is_never_asked() -> None:
    asker = make.member()
    assert not best_for(make.topic(by=asker), these([asker.pk]), 3, timezone.now())


def test_whoever_wrote_lately_is_likelier_to_reply() -> None:
    here, gone = make.member(), make.member()
    for days in range(5):
        make.answer(by=here, at=timezone.now() - timedelta(days=days))
        make.answer(by=gone, at=timezone.now() - timedelta(days=300 + days))
    found = looked(make.topic(), here, gone)
    assert found[here.pk].chance > 5 * found[gone.pk].chance


def test_only_people_who_may_be_asked_are_found_however_much_others_know() -> None:
    asked, knows, may = make.topic(tags=("rent",)), make.member(can_help_with=["rent"]), make.member()
    helped(helper=knows, topic=make.topic(tags=("rent",)))
    assert [one.member_id for one in best_for(asked, these([may.pk]), 5, timezone.now())] == [may.pk]


def test_a_statement_says_whose_turn_it_is_and_who_is_at_their_cap() -> None:
    asked, rested, busy, full = make.topic(), make.member(), make.member(), make.member()
    people = People(
        "SELECT id AS member_id, CASE WHEN id <> %(rested)s THEN %(now)s END AS last_asked_at,"
        " CASE WHEN id = %(busy)s THEN 3 ELSE 0 END::float AS load, CASE WHEN id = %(full)s THEN 0 ELSE 1 END AS room"
        " FROM members_member",
        "SELECT id AS member_id FROM members_member",
        {"rested": rested.pk, "busy": busy.pk, "full": full.pk},
    )
    found = [one.member_id for one in best_for(asked, people, 99, timezone.now())]
    assert full.pk not in found
    assert found.index(rested.pk) < found.index(busy.pk)
    assert full.pk in [one.member_id for one in ablest_for(asked, people, 99, timezone.now())]


def test_a_tag_and_a_title_that_say_nothing_find_people_by_lot() -> None:
    asked = make.topic(title="…")
    people = [make.member().pk for _ in range(4)]
    found = best_for(asked, these(people), 9, timezone.now())
    assert {one.member_id for one in found} == set(people)
    assert {one.why for one in found} == {"You said that you may be asked now and then."}


def test_however_many_know_something_there_is_room_for_who_does_not(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queries, "CANDIDATES", 5)
    asked, topic = make.topic(tags=("rent",)), make.topic(tags=("rent",))
    know, new = [make.member() for _ in range(7)], make.member()
    for _time in range(3):
        for person in know:
            helped(helper=person, topic=topic)
    found = best_for(asked, these([*(one.pk for one in know), new.pk]), 5, timezone.now())
    assert new.pk in [one.member_id for one in found]
    assert len(looked(asked, *know, new)) == 6


def test_the_same_moment_gives_the_same_people_and_another_wave_another_lot() -> None:
    asked, now = make.topic(), timezone.now()
    people = these([make.member().pk for _ in range(12)])
    assert best_for(asked, people, 3, now) == best_for(asked, people, 3, now)
    waves = {tuple(one.member_id for one in best_for(asked, people, 3, now, wave=wave)) for wave in range(6)}
    assert len(waves) > 1


def test_it_is_three_questions_however_many_people_there_are() -> None:
    asked = make.topic(tags=("rent",))
    people = [make.member(can_help_with=["rent"]).pk for _ in range(8)]
    with CaptureQueriesContext(
        connection,
    ) as few:
        best_for(asked, these(people[:1]), 3, timezone.now())
    with CaptureQueriesContext(connection) as many:
        best_for(asked, these(people), 3, timezone.now())
    assert len(few) == len(many) == 3
