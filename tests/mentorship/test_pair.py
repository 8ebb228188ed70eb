"""A pair writes on a page of its own, checks in, marks steps together, and either ends it."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from activity.models import Event
from members.rules import NotAllowed
from mentorship import models, queries
from mentorship.actions import checkins, pairs
from mentorship.models import CheckIn, Letter, Mentorship, Worry
from mentorship.rules import load_pair
from notices.models import Notice
from recognition.models import Help
from tests import cast, make
from tests.ledger import settle

pytestmark = pytest.mark.django_db


@pytest.fixture
def pair() -> Mentorship:
    return make.pair(mentee=cast.pau(), mentor=make.mentor(member=cast.tobias()))


def write(pair: Mentorship, actor, body: str = "Called the tax office.", **more: object) -> Letter:
    return pairs.write(actor=actor, pair=pair, body=body, **{"submit_key": uuid4()} | more)


def due_now(pair: Mentorship) -> CheckIn:
    first = pair.check_ins.get(number=1)
    CheckIn.objects.filter(pk=first.pk).update(due_on=timezone.localdate())
    return first


def test_a_letter_is_rendered_safely_and_told(pair: Mentorship) -> None:
    letter = write(pair, pair.mentee, "**Bold** <script>alert(1)</script>")
    assert "<strong>Bold</strong>" in letter.html
    assert "<script" not in letter.html
    assert Event.objects.get(verb="mentorship.letter").data == {"mentorship": pair.pk}


def test_one_submit_is_one_letter(pair: Mentorship) -> None:
    key = uuid4()
    first = write(pair, pair.mentee, submit_key=key)
    assert write(pair, pair.mentee, submit_key=key) == first
    assert Letter.objects.count() == 1
    with pytest.raises(NotAllowed, match="used already"):
        write(pair, pair.mentor.member, submit_key=key)


def test_writing_back_has_read_the_others_letters(pair: Mentorship) -> None:
    letter = write(pair, pair.mentee)
    write(pair, pair.mentor.member)
    letter.refresh_from_db()
    assert letter.read_at is not None


@pytest.mark.parametrize("body", ["", "   ", "a" * 8001])
def test_an_empty_or_endless_letter_is_refused(pair: Mentorship, body: str) -> None:
    with pytest.raises(NotAllowed):
        write(pair, pair.mentee, body)


@pytest.mark.parametrize("who", [cast.ines, cast.nasreen])
def test_nobody_else_writes_ends_or_reads(pair: Mentorship, who) -> None:
    stranger = who()
    for call in (
        lambda: write(pair, stranger),
        lambda: pairs.end(actor=stranger, pair=pair),
        lambda: pairs.tell_a_moderator(actor=stranger, pair=pair, words="x"),
        lambda: load_pair(stranger, pair.pk),
    ):
        with pytest.raises(Mentorship.DoesNotExist):
            call()


def test_the_suspended_do_not_write_here(pair: Mentorship) -> None:
    make.suspension(member=pair.mentee)
    with pytest.raises(NotAllowed):
        write(pair, pair.mentee)


def test_nobody_writes_across_a_block(pair: Mentorship) -> None:
    make.block(blocker=pair.mentee, blocked=pair.mentor.member)
    with pytest.raises(NotAllowed):
        write(pair, pair.mentor.member)


def test_a_check_in_is_done_when_both_have_written(pair: Mentorship) -> None:
    check_in = due_now(pair)
    write(pair, pair.mentee, feeling="steadier")
    assert checkins.current(pair) == check_in
    write(pair, pair.mentor.member)
    check_in.refresh_from_db()
    assert (check_in.feeling, check_in.done_at is not None) == ("steadier", True)
    assert checkins.current(pair).number == 2
    help_row = Help.objects.get(kind="mentoring")
    assert (help_row.helper, help_row.helped) == (pair.mentor.member, pair.mentee)


def test_letters_long_before_a_check_in_are_only_letters(pair: Mentorship) -> None:
    CheckIn.objects.update(due_on=timezone.localdate() + timedelta(days=10))
    write(pair, pair.mentee)
    write(pair, pair.mentor.member)
    assert not CheckIn.objects.filter(done_at__isnull=False).exists()
    assert not Help.objects.exists()


def test_after_the_fourth_comes_a_fifth(pair: Mentorship) -> None:
    CheckIn.objects.filter(number__lt=4).update(done_at=timezone.now())
    CheckIn.objects.filter(number=4).update(due_on=timezone.localdate())
    write(pair, pair.mentee)
    write(pair, pair.mentor.member)
    fifth = CheckIn.objects.get(number=5)
    assert fifth.due_on - timezone.localdate() == timedelta(days=14)


def test_a_step_is_named_by_one_and_confirmed_by_the_other(pair: Mentorship) -> None:
    goal = pair.request.goal
    step = goal.milestones.create(title="Made the call")
    check_in = due_now(pair)
    write(pair, pair.mentor.member, step="made the call")
    with pytest.raises(NotAllowed):
        checkins.confirm_step(actor=pair.mentor.member, pair=pair, check_in=check_in)
    checkins.confirm_step(actor=pair.mentee, pair=pair, check_in=check_in)
    step.refresh_from_db()
    assert step.reached_at is not None
    with pytest.raises(NotAllowed, match="confirmed already"):
        checkins.mark_step(actor=pair.mentor.member, pair=pair, check_in=check_in, step="Something else")


def test_a_mentee_names_no_steps_and_a_mentor_no_feelings(pair: Mentorship) -> None:
    check_in = due_now(pair)
    write(pair, pair.mentee, step="Made the call")
    write(pair, pair.mentor.member, feeling="proud")
    check_in.refresh_from_db()
    assert (check_in.step, check_in.feeling) == ("", "")
    with pytest.raises(NotAllowed):
        checkins.mark_step(actor=pair.mentee, pair=pair, check_in=check_in, step="Made the call")
    with pytest.raises(NotAllowed, match="no step"):
        checkins.confirm_step(actor=pair.mentee, pair=pair, check_in=check_in)


def test_a_check_in_of_another_pair_does_not_exist(pair: Mentorship) -> None:
    other = make.pair()
    with pytest.raises(CheckIn.DoesNotExist):
        checkins.mark_step(actor=pair.mentor.member, pair=pair, check_in=other.check_ins.first(), step="Made the call")


@pytest.mark.parametrize("who", ["mentor", "mentee"])
def test_either_ends_it_and_both_can_still_read(pair: Mentorship, who: str) -> None:
    write(pair, pair.mentee)
    actor = pair.mentor.member if who == "mentor" else pair.mentee
    pairs.end(actor=actor, pair=pair)
    pairs.end(actor=actor, pair=pair)
    assert Event.objects.filter(verb="mentorship.ended").count() == 1
    pair = load_pair(actor, pair.pk)
    assert queries.conversation(pair, actor).letters
    with pytest.raises(NotAllowed):
        write(pair, actor)


def test_a_worry_reaches_the_admins_without_the_letters(pair: Mentorship) -> None:
    write(pair, pair.mentee, "Secret words.")
    worry = pairs.tell_a_moderator(actor=pair.mentor.member, pair=pair, words="I worry about Pau.")
    nasreen = cast.nasreen()
    settle()
    told = Notice.objects.get(kind="mentor_worried")
    assert (told.member, told.data["path"]) == (nasreen, reverse("mentorship:worries"))
    assert "Secret" not in str(told.data)
    assert list(queries.open_worries(nasreen)) == [worry]
    pairs.see_to(admin=nasreen, worry=worry)
    assert not queries.open_worries(nasreen).exists()
    with pytest.raises(Worry.DoesNotExist):
        queries.open_worries(pair.mentee)
    with pytest.raises(Worry.DoesNotExist):
        pairs.see_to(admin=pair.mentee, worry=worry)


def test_silence_is_allowed_and_said_so(pair: Mentorship) -> None:
    Mentorship.objects.update(started_at=timezone.now() - timedelta(days=9))
    row = queries.my_pairs(pair.mentor.member, as_mentor=True)[0]
    assert row.quiet_since == timezone.localdate() - timedelta(days=9)


def test_whoever_was_written_to_last_is_not_told_of_silence(pair: Mentorship) -> None:
    mentor = pair.mentor.member
    Mentorship.objects.update(started_at=timezone.now() - timedelta(days=20))
    write(pair, pair.mentee, "The wages come and I pay what shouts loudest.")
    Letter.objects.update(at=timezone.now() - timedelta(days=12))
    assert queries.my_pairs(mentor, as_mentor=True)[0].quiet_since is None
    write(pair, mentor, "And the week after?")
    assert queries.my_pairs(mentor, as_mentor=True)[0].quiet_since is None
    Letter.objects.filter(author=mentor).update(at=timezone.now() - timedelta(days=8))
    assert queries.my_pairs(mentor, as_mentor=True)[0].quiet_since == timezone.localdate() - timedelta(days=12)


def test_lists_of_pairs_take_the_same_queries_for_one_and_for_three(django_assert_num_queries) -> None:
    mentor = make.mentor(capacity=3)
    for _ in range(3):
        pair = make.pair(mentor=mentor)
        write(pair, pair.mentee)
        with django_assert_num_queries(3):
            queries.my_pairs(mentor.member, as_mentor=True)


# --- the pages -----------------------------------------------------------------------------------------------


def page(client, member, name: str, *args: object):
    client.force_login(member)
    return client.get(reverse(f"mentorship:{name}", args=args))


def test_the_two_read_their_page_and_nobody_else_finds_it(client, pair: Mentorship) -> None:
    write(pair, pair.mentee, "Secret words.")
    for member in (pair.mentor.member, pair.mentee):
        answer = page(client, member, "pair", pair.pk)
        assert "Secret words." in answer.content.decode()
        assert "no-store" in answer["Cache-Control"]
    for member in (cast.ines(), cast.nasreen()):
        for name in ("pair", "ending", "worry"):
            assert page(client, member, name, pair.pk).status_code == 404
        client.force_login(member)
        for name in ("pair", "read", "ending", "worry"):
            assert client.post(reverse(f"mentorship:{name}", args=[pair.pk]), {"body": "x"}).status_code == 404


def test_a_letter_by_form_and_its_errors(client, pair: Mentorship) -> None:
    client.force_login(pair.mentee)
    url = reverse("mentorship:pair", args=[pair.pk])
    answer = client.post(url, {"body": "", "feeling": "steadier"})
    assert answer.status_code == 422
    assert "Write a line first" in answer.content.decode()
    assert "steadier" in answer.content.decode()
    answer = client.post(url, {"body": "Called.", "submit_key": str(uuid4())})
    assert answer.status_code == 303
    assert answer["Location"].startswith(url)


def test_reading_is_a_post(client, pair: Mentorship) -> None:
    letter = write(pair, pair.mentee)
    page(client, pair.mentor.member, "pair", pair.pk)
    letter.refresh_from_db()
    assert letter.read_at is None
    client.post(reverse("mentorship:read", args=[pair.pk]))
    letter.refresh_from_db()
    assert letter.read_at is not None


def test_from_finding_to_walking_in_plain_forms(client) -> None:
    mentor = make.mentor(member=cast.tobias(), topics=["credit cards"])
    pau = cast.pau()
    goal = make.goal(member=pau, journey=mentor.journeys.get(), words="Clear three credit cards.")
    found = page(client, pau, "home").content.decode()
    assert "You both wrote about credit cards" in found
    ask_url = reverse("mentorship:ask", args=[goal.pk, mentor.pk])
    assert ask_url in found
    assert client.post(ask_url, {"words": "", "often": "weekly"}).status_code == 422
    assert client.post(ask_url, {"words": "Company?", "often": "weekly"}).status_code == 303
    assert "You asked Tobias W" in page(client, pau, "home").content.decode()
    request = pau.mentor_requests.get()
    assert "You both wrote about credit cards" in request.reasons
    assert page(client, pau, "request", request.pk).status_code == 404
    assert "Company?" in page(client, mentor.member, "people").content.decode()
    asked = page(client, mentor.member, "request", request.pk).content.decode()
    assert "Company?" in asked
    # the goal is for its owner alone, and so is what was found out by reading it
    assert "Clear three credit cards." not in asked
    assert "You both wrote about" not in asked
    assert client.post(reverse("mentorship:accept", args=[request.pk])).status_code == 303
    assert "Who walks with you" in page(client, pau, "home").content.decode()


def test_a_mentor_who_is_not_suggested_cannot_be_asked_by_address(client) -> None:
    pau = cast.pau()
    goal = make.goal(member=pau)
    client.force_login(pau)
    answer = client.post(reverse("mentorship:ask", args=[goal.pk, make.mentor().pk]), {"words": "x", "often": "weekly"})
    assert answer.status_code == 403
    assert not models.Request.objects.exists()


def test_not_now_by_form(client) -> None:
    request = make.mentor_request()
    client.force_login(request.mentor.member)
    other = make.mentor(journeys=(request.journey,))
    stranger = make.mentor()
    url = reverse("mentorship:decline", args=[request.pk])
    assert client.post(url, {"words": "", "suggested": stranger.pk}).status_code == 422
    assert client.post(url, {"words": "Not now.", "suggested": other.pk}).status_code == 303
    home = page(client, request.mentee, "home").content.decode()
    assert "It is not about you." in home
    assert "Not now." in home


def test_opting_in_by_form(client) -> None:
    marit = cast.marit()
    goal = make.goal(member=marit, reached_at=timezone.now())
    client.force_login(marit)
    fields = {"words": "Slowly.", "journeys": [goal.journey_id], "topics": "cards", "languages": ["en"], "capacity": 2}
    url = reverse("mentorship:offer")
    assert "Please read the boundaries" in client.post(url, fields).content.decode()
    assert client.post(url, fields | {"briefing_read": "on"}).status_code == 303
    people = client.get(reverse("mentorship:people")).content.decode()
    assert "Up to 2 people at a time." in people
    assert client.post(reverse("mentorship:pause"), {"paused": "1"}).status_code == 303
    assert "You are pausing" in client.get(reverse("mentorship:people")).content.decode()
    assert client.get(reverse("mentorship:term")).status_code == 200
    assert client.post(reverse("mentorship:term"), {"choice": "rest"}).status_code == 303
    assert client.get(reverse("mentorship:people"))["Location"] == url


def test_without_a_reached_goal_the_offer_explains_itself(client) -> None:
    assert "no hurry" in page(client, cast.pau(), "offer").content.decode()


def test_worries_are_for_admins(client, pair: Mentorship) -> None:
    client.force_login(pair.mentee)
    url = reverse("mentorship:worry", args=[pair.pk])
    assert client.post(url, {"words": ""}).status_code == 422
    assert client.post(url, {"words": "I worry."}).status_code == 303
    assert client.get(reverse("mentorship:worries")).status_code == 404
    assert "I worry." in page(client, cast.nasreen(), "worries").content.decode()
    assert client.post(reverse("mentorship:worry_seen", args=[Worry.objects.get().pk])).status_code == 303
