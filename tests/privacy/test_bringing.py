"""What was taken along from one community comes over in another: one's own words, and nothing that others gave."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from activity.models import Event
from forum.models import Comment, Post, Topic
from members.actions import goals
from members.models import Goal, Member, StageChange
from notices.models import Notice
from privacy import coming
from privacy.actions import bringing
from privacy.models import Brought
from privacy.records import SETS
from recognition.models import Help, Thanks
from tests import make
from tests.privacy.carrying import LARGEST, bring, copy_of, write
from tests.races import at_once

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("folder")]


def lies_there(member: Member) -> list[tuple[Any, ...]]:
    """All of the shelf but what the rows are called here."""
    return [
        (one.kind, one.title, one.body, one.tags, one.site, one.source, one.written_at)
        for one in Brought.objects.filter(member=member).order_by("written_at", "source")
    ]


def test_all_that_is_ones_own_comes_over_and_comes_over_again_from_there(lived: Member, newcomer: Member) -> None:
    came = bring(newcomer, copy_of(lived))
    assert (came.texts, came.goals, came.about, came.pathless) == (7, 3, True, [])
    site = {site for *_, site, _, _ in lies_there(newcomer)}
    assert site == {"https://there.example.org"}
    assert {(kind, title, body, tuple(tags)) for kind, title, body, tags, *_ in lies_there(newcomer)} == {
        ("topic", "What is a fee for?", "It **rose** again.", ("fees",)),
        ("answer", "How do I begin again?", "With the smallest thing.", ()),
        ("reply", "", "That helped me as well.", ()),
        ("letter", "", "Dear Dorrie", ()),
        ("article", "A year without cards", "It **began**.", ()),
        ("draft", "", "Not yet said.", ()),
        ("draft", "Later?", "Said later.", ()),
    }
    written = {one.source: one.written_at for one in Brought.objects.filter(member=newcomer)}
    for post in Post.objects.filter(member=lived):
        assert abs(written[f"forum.Post:{post.pk}"] - post.created_at) < timedelta(milliseconds=1)
    newcomer.refresh_from_db()
    said = ("introduction", "bio", "location", "can_help_with")
    assert [getattr(newcomer, name) for name in said] == [getattr(lived, name) for name in said]
    assert newcomer.bio_html == "<p><em>Debt</em> since 2019.</p>"

    third = make.member(handle="ines_at_last", name="Ines At Last")
    came = bring(third, copy_of(newcomer))
    assert (came.texts, came.goals, came.about) == (7, 3, True)
    assert lies_there(third) == lies_there(newcomer)
    assert goals_of(third) == goals_of(newcomer)


def goals_of(member: Member) -> list[tuple[Any, ...]]:
    return [
        (
            *(
                goal.journey.title,
                goal.words,
                goal.set_at.replace(microsecond=0),
                goal.is_open,
                goal.reached_at is None,
            ),
            *[(step.title, step.note, step.reached_at is None) for step in goal.milestones.all()],
        )
        for goal in Goal.objects.filter(member=member).order_by("set_at", "pk")
    ]


def test_goals_come_with_their_steps_and_are_seen_by_nobody_else(lived: Member, newcomer: Member) -> None:
    Goal.objects.filter(member=lived).update(visibility="everyone")
    Goal.objects.filter(member=lived, words="First card gone.").update(set_at=timezone.now() - timedelta(days=300))
    bring(newcomer, copy_of(lived))
    assert goals_of(newcomer) == goals_of(lived)
    assert set(Goal.objects.filter(member=newcomer).values_list("visibility", flat=True)) == {"self"}


def test_what_was_reached_elsewhere_makes_nobody_an_alum_and_asks_nobody_to_stay(
    there: Member, newcomer: Member
) -> None:
    goals.reach(member=there, goal=make.goal(member=there))
    content = copy_of(there)
    before, told = StageChange.objects.filter(member=newcomer).count(), Notice.objects.count()
    bring(newcomer, content)
    newcomer.refresh_from_db()
    assert newcomer.stage == Member.Stage.MEMBER
    assert StageChange.objects.filter(member=newcomer).count() == before
    assert Goal.objects.get(member=newcomer).asked_to_stay_at is not None
    assert (Notice.objects.count(), Event.objects.filter(member_id=newcomer.pk).exists()) == (told, False)


def test_nothing_is_posted_and_no_recognition_comes_along(lived: Member, newcomer: Member) -> None:
    counted = [model.objects.count() for model in (Topic, Post, Comment, Thanks, Help)]
    bring(newcomer, copy_of(lived))
    assert [model.objects.count() for model in (Topic, Post, Comment, Thanks, Help)] == counted


def test_the_same_copy_twice_is_one_and_what_was_thrown_away_comes_back(lived: Member, newcomer: Member) -> None:
    content = copy_of(lived)
    bring(newcomer, content)
    again = bring(newcomer, content)
    assert (again.texts, again.goals, again.about) == (0, 0, False)
    Brought.objects.filter(member=newcomer, kind="reply").delete()
    assert bring(newcomer, content).texts == 1


def test_what_was_taken_back_there_stays_away(there: Member, newcomer: Member) -> None:
    write(there)
    Post.objects.filter(member=there).update(status="deleted")
    assert bring(newcomer, copy_of(there)).texts == 0


def test_what_is_said_here_already_is_not_written_over(there: Member, newcomer: Member) -> None:
    Member.objects.filter(pk=newcomer.pk).update(bio="Here I am new.", bio_html="<p>Here I am new.</p>")
    newcomer.refresh_from_db()
    assert bring(newcomer, copy_of(there)).about
    newcomer.refresh_from_db()
    assert (newcomer.bio, newcomer.introduction, newcomer.location) == ("Here I am new.", "I keep bees.", "Leeds")
    assert newcomer.display_name == "Ines Here"


def test_a_goal_without_its_path_and_a_second_open_one_stay_behind(there: Member, newcomer: Member) -> None:
    debt, sleep = make.journey(title="Out of debt"), make.journey(title="Sleeping again")
    make.goal(member=there, journey=debt, words="All cards gone.")
    make.goal(member=there, journey=sleep, words="Eight hours.")
    content = copy_of(there)
    make.goal(member=newcomer, journey=debt, words="My own here.")
    sleep.title = "Resting"
    sleep.save()
    came = bring(newcomer, content)
    assert (came.goals, came.pathless) == (0, ["Sleeping again"])
    assert list(Goal.objects.filter(member=newcomer).values_list("words", flat=True)) == ["My own here."]


def test_of_every_record_set_it_is_said_whether_it_comes() -> None:
    names = {part.name for part in SETS}
    assert coming.COMES | set(coming.STAYS) == names
    assert not coming.COMES & set(coming.STAYS)


@pytest.mark.django_db(transaction=True)
def test_brought_twice_at_once_it_is_one(there: Member, newcomer: Member) -> None:
    write(there)
    content = copy_of(there)

    def once() -> int:
        return bringing.bring(member=newcomer, content=content, largest=LARGEST).texts

    assert sorted(at_once([once, once])) == [0, 1]
    assert Brought.objects.count() == 1
