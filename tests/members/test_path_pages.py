"""The pages of a path: one's own, in plain forms, and not there for anybody else."""

import pytest
from django.urls import reverse
from django.utils import timezone

from members.models import Goal, Member
from tests import cast, make

pytestmark = pytest.mark.django_db


def post(client, name, *args, **data):
    return client.post(reverse(f"members:{name}", args=args), data)


@pytest.fixture
def pau(client) -> Member:
    person = cast.pau()
    client.force_login(person)
    return person


def test_a_visitor_is_led_to_sign_in(client) -> None:
    assert client.get(reverse("members:path")).status_code == 302


def test_from_a_path_to_a_goal_with_steps(client, pau) -> None:
    path = make.journey(title="Out of debt")
    assert "Out of debt" in client.get(reverse("members:path")).content.decode()
    page = client.get(reverse("members:new_goal", args=[path.slug]))
    assert "Made the call" in page.content.decode()
    answer = post(
        client,
        "new_goal",
        path.slug,
        words="Clear three cards.",
        visibility="members",
        suggested=["Made the call"],
        own_steps="Told my brother\n\nWrote a plan",
    )
    assert (answer.status_code, answer["Location"]) == (303, reverse("members:path"))
    goal = Goal.objects.get(member=pau)
    assert [step.title for step in goal.milestones.all()] == ["Made the call", "Told my brother", "Wrote a plan"]
    page = client.get(reverse("members:path")).content.decode()
    assert "Clear three cards." in page
    assert "seen by members" in page


def test_a_form_without_words_says_so_and_keeps_the_rest(client, pau) -> None:
    path = make.journey()
    answer = post(client, "new_goal", path.slug, words="", visibility="self", own_steps="Told my brother")
    assert answer.status_code == 422
    assert "Told my brother" in answer.content.decode()
    assert not Goal.objects.exists()


def test_a_second_goal_on_the_same_path_is_refused_in_the_form(client, pau) -> None:
    goal = make.goal(member=pau)
    answer = post(client, "new_goal", goal.journey.slug, words="Again.", visibility="self", own_steps="")
    assert answer.status_code == 422
    assert "already" in answer.content.decode()


def test_a_suggested_step_that_nobody_suggested_is_refused(client, pau) -> None:
    path = make.journey()
    answer = post(
        client, "new_goal", path.slug, words="x", visibility="self", suggested=["Won the lottery"], own_steps=""
    )
    assert answer.status_code == 422


def test_steps_are_added_moved_reached_and_removed(client, pau) -> None:
    goal = make.goal(member=pau, milestones=("a", "b"))
    a, b = goal.milestones.all()
    assert post(client, "add_step", goal.pk, title="c").status_code == 303
    assert post(client, "move_step", b.pk, to="up").status_code == 303
    assert post(client, "reach_step", a.pk, on="on", note="Done it.").status_code == 303
    assert [step.title for step in goal.milestones.all()] == ["b", "a", "c"]
    a.refresh_from_db()
    assert (a.reached_at is not None, a.note) == (True, "Done it.")
    assert post(client, "remove_step", b.pk).status_code == 303
    page = client.get(reverse("members:goal", args=[goal.pk])).content.decode()
    assert "Done it." in page
    assert "Not yet after all" in page


def test_an_empty_step_is_refused_beside_its_field(client, pau) -> None:
    answer = post(client, "add_step", make.goal(member=pau).pk, title=" ")
    assert answer.status_code == 422
    assert "what the step is" in answer.content.decode()


def test_reached_leads_to_a_private_page_and_the_day_after_to_one_ask(client, pau) -> None:
    goal = make.goal(member=pau)
    Member.objects.filter(pk=pau.pk).update(stage="pursuing")
    answer = post(client, "reach_goal", goal.pk)
    assert answer["Location"] == reverse("members:congratulation", args=[goal.pk])
    page = client.get(answer["Location"]).content.decode()
    assert "You are there." in page
    assert f"kind=story&amp;letter={goal.pk}" in page
    assert reverse("members:stay") not in client.get(reverse("members:path")).content.decode()
    Goal.objects.update(reached_at=timezone.now() - timezone.timedelta(days=1))
    assert reverse("members:stay") in client.get(reverse("members:path")).content.decode()
    assert "Saying nothing is fine" in client.get(reverse("members:stay")).content.decode()
    assert post(client, "stay", answer="stay").status_code == 303
    assert Member.objects.get(pk=pau.pk).stage == "alum"
    assert reverse("members:stay") not in client.get(reverse("members:path")).content.decode()


@pytest.mark.parametrize(
    ("reached", "chosen", "said"),
    [(0, "", "Nothing, today."), (1, "", "One thing, once"), (400, "stay", "You chose to stay.")],
)
def test_the_page_of_a_reached_goal_says_what_is_true_on_the_day(client, pau, reached, chosen, said) -> None:
    Member.objects.filter(pk=pau.pk).update(stage="alum" if chosen else "reached")
    at = timezone.now() - timezone.timedelta(days=reached)
    goal = make.goal(member=pau, reached_at=at, answer_to_stay=chosen)
    page = client.get(reverse("members:congratulation", args=[goal.pk])).content.decode()
    sentences = ("Nothing, today.", "One thing, once", "You chose to stay.")
    assert [one for one in sentences if one in page] == [said]


def test_an_open_goal_has_no_congratulation(client, pau) -> None:
    goal = make.goal(member=pau)
    answer = client.get(reverse("members:congratulation", args=[goal.pk]))
    assert answer["Location"] == reverse("members:goal", args=[goal.pk])


def test_without_a_goal_there_is_nothing_to_answer(client, pau) -> None:
    page = client.get(reverse("members:stay")).content.decode()
    assert "Nothing to answer" in page
    assert page.count("<h1") == 1
    assert post(client, "stay", answer="stay").status_code == 422
    assert Member.objects.get(pk=pau.pk).stage == "member"


def test_rest_and_back_are_one_tap(client, pau) -> None:
    post(client, "away", to="rest")
    assert Member.objects.get(pk=pau.pk).stage == "resting"
    assert "Come back" in client.get(reverse("members:path")).content.decode()
    post(client, "away", to="back")
    assert Member.objects.get(pk=pau.pk).stage == "member"


def test_closed_and_opened_again(client, pau) -> None:
    goal = make.goal(member=pau)
    post(client, "close_goal", goal.pk)
    assert "Laid aside" in client.get(reverse("members:path")).content.decode()
    answer = post(client, "reopen_goal", goal.pk)
    assert answer["Location"] == reverse("members:goal", args=[goal.pk])


def test_a_mentor_who_reopens_is_shown_the_pause(client) -> None:
    mentor = make.mentor(member=cast.tobias())
    client.force_login(mentor.member)
    goal = mentor.member.goals.get()
    answer = client.post(reverse("members:reopen_goal", args=[goal.pk]), follow=True)
    page = answer.content.decode()
    assert "You stay a mentor" in page
    assert "Pause" in page
    assert Member.objects.get(pk=mentor.member_id).stage == "mentor"


@pytest.mark.parametrize("name", ["goal", "congratulation", "close_goal", "reach_goal", "reopen_goal", "add_step"])
def test_somebody_elses_goal_is_not_there(client, pau, name: str) -> None:
    goal = make.goal(member=cast.ines(), visibility="everyone")
    url = reverse(f"members:{name}", args=[goal.pk])
    assert client.post(url, {"title": "x"}).status_code in (404, 405)
    if name in ("goal", "congratulation"):
        assert client.get(url).status_code == 404


@pytest.mark.parametrize("name", ["move_step", "reach_step", "remove_step"])
def test_somebody_elses_step_is_not_there(client, pau, name: str) -> None:
    goal = make.goal(member=cast.ines(), milestones=("a",))
    assert post(client, name, goal.milestones.get().pk, on="on").status_code == 404
    assert goal.milestones.get().reached_at is None


@pytest.mark.parametrize("name", ["close_goal", "reach_goal", "reopen_goal", "add_step"])
def test_looking_changes_nothing(client, pau, name: str) -> None:
    assert client.get(reverse(f"members:{name}", args=[make.goal(member=pau).pk])).status_code == 405


def test_a_profile_shows_the_path_only_to_whom_it_is_shown(client) -> None:
    ines = cast.ines()
    make.goal(member=ines, words="Clear four cards.", visibility="members")
    secret = make.goal(member=ines, words="Tell my father.", visibility="self")
    client.force_login(cast.pau())
    page = client.get(ines.get_absolute_url()).content.decode()
    assert "Clear four cards." in page
    assert secret.words not in page


def test_the_path_takes_the_same_queries_however_long_it_is(client, pau, django_assert_max_num_queries) -> None:
    for _ in range(4):
        make.goal(member=pau, milestones=tuple(f"Step {n}" for n in range(6)))
    client.get(reverse("members:path"))
    with django_assert_max_num_queries(12):
        client.get(reverse("members:path"))
