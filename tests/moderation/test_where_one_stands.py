"""What a moderator can do from the page where they stand: ready reasons, back to that page, a way to undo it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from forum.models import Comment, Post, Status
from members.models import Member, Suspension
from moderation.models import Decision, ReadyReasons
from moderation.reasons import BUILT_IN
from tests import make
from tests.ledger import settle
from tests.moderation.place import Place

Verb = Decision.Verb


def signed_in(member: Member) -> Client:
    client = Client()
    client.force_login(member)
    return client


def hiding(thing: Post | Comment) -> str:
    return reverse("moderation:hiding", args=[thing._meta.model_name, thing.pk])


def suspending(person: Member) -> str:
    return reverse("moderation:suspension", args=[person.handle])


def stand(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    return answer.content.decode()


def in_a_week() -> str:
    return (timezone.localdate() + timedelta(days=7)).isoformat()


# --- the menu --------------------------------------------------------------------------------------------------------


def test_it_stands_beside_posts_and_comments_for_who_tends_the_space(place: Place) -> None:
    comment = make.comment(post=place.post, by=place.reader)
    html = stand(signed_in(place.moderator), place.post.topic.get_absolute_url())
    for thing in (place.post, place.masked, comment):
        assert hiding(thing) in html
    assert suspending(place.author) in html
    assert reverse("moderation:restriction", args=["post", place.masked.pk]) in html
    assert suspending(place.author) in stand(signed_in(place.stranger), place.author.get_absolute_url())


@pytest.mark.parametrize("who", ["reader", "author", "stranger"])
def test_nobody_else_sees_it_in_a_topic(place: Place, who: str) -> None:
    make.comment(post=place.post, by=place.admin)
    html = stand(signed_in(getattr(place, who)), place.post.topic.get_absolute_url())
    assert "/hide/" not in html
    assert "/suspension/" not in html


def test_nor_beside_what_one_wrote_oneself(place: Place) -> None:
    own = make.answer(topic=place.post.topic, by=place.moderator)
    remark = make.comment(post=place.post, by=place.moderator)
    client = signed_in(place.moderator)
    html = stand(client, place.post.topic.get_absolute_url())
    assert hiding(own) not in html
    assert hiding(remark) not in html
    assert suspending(place.moderator) not in stand(client, place.moderator.get_absolute_url())
    assert client.post(hiding(own), {"ready": "selling"}).status_code == 403


@pytest.mark.parametrize("who", ["reader", "author"])
def test_members_see_none_on_a_persons_page(place: Place, who: str) -> None:
    assert "/suspension/" not in stand(signed_in(getattr(place, who)), place.admin.get_absolute_url())


# --- hiding ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sent", "reason"),
    [
        ({"ready": "selling"}, "It sells something, or asks members for money."),
        ({"reason": "Asks for a card number."}, "Asks for a card number."),
        (
            {"ready": "private", "reason": "The street and the house."},
            "It tells private details of somebody. The street and the house.",
        ),
    ],
)
@pytest.mark.parametrize("kind", ["post", "comment"])
def test_one_hides_it_with_a_ready_reason_or_ones_own(
    place: Place, kind: str, sent: dict[str, str], reason: str
) -> None:
    thing = place.post if kind == "post" else make.comment(post=place.post, by=place.reader)
    client = signed_in(place.moderator)
    here = f"{place.post.topic.get_absolute_url()}?page=1"
    answer = client.post(hiding(thing), sent, headers={"referer": f"http://testserver{here}"})
    assert (answer.status_code, answer["Location"]) == (303, f"{here}#{kind[0]}{thing.pk}")
    thing.refresh_from_db()
    assert thing.status == Status.HIDDEN
    assert Decision.objects.get().reason == reason


def test_the_page_says_what_was_done_and_undoes_it(place: Place) -> None:
    client, here = signed_in(place.moderator), place.post.topic.get_absolute_url()
    client.post(hiding(place.post), {"ready": "unkind", "next": here})
    undo = reverse("moderation:undo", args=[Decision.objects.get().pk])
    assert f'action="{undo}"' in stand(client, here)
    answer = client.post(undo, headers={"referer": f"http://testserver{here}"})
    assert (answer.status_code, answer["Location"]) == (303, here)
    place.post.refresh_from_db()
    assert place.post.status == Status.VISIBLE


@pytest.mark.parametrize("sent", [{}, {"reason": "  "}, {"ready": "no such"}, {"ready": ""}])
def test_not_without_a_reason(place: Place, sent: dict[str, str]) -> None:
    answer = signed_in(place.moderator).post(hiding(place.post), sent | {"next": "/somewhere/"})
    assert answer.status_code == 422
    assert not Decision.objects.exists()


def test_words_are_kept_where_something_is_wrong(place: Place) -> None:
    long = "a " * 250
    html = signed_in(place.moderator).post(hiding(place.post), {"ready": "wrong", "reason": long}).content.decode()
    assert long.strip() in html
    assert 'value="wrong"\n' in html or 'value="wrong"' in html
    assert "checked" in html


def test_not_what_somebody_else_has_decided_about_meanwhile(place: Place) -> None:
    client = signed_in(place.moderator)
    seen = client.get(hiding(place.post)).context["form"]["seen"].value()
    other = signed_in(place.admin)
    other.post(hiding(place.post), {"ready": "selling", "seen": seen})
    other.post(reverse("moderation:undo", args=[Decision.objects.get().pk]))
    answer = client.post(hiding(place.post), {"ready": "unkind", "seen": seen})
    assert answer.status_code == 409
    assert "has just taken this" in answer.content.decode()


@pytest.mark.parametrize(
    "away",
    [
        "https://evil.example/t/1/",
        "//evil.example/",
        "javascript:alert(1)",
        "http://testserver:99/",
        "\\\\evil.example",
    ],
)
def test_one_is_led_nowhere_else(place: Place, away: str) -> None:
    answer = signed_in(place.moderator).post(hiding(place.post), {"ready": "selling", "next": away})
    assert answer.status_code == 303
    assert answer["Location"].startswith("/desk/")


def test_nor_to_what_takes_posts_alone(place: Place) -> None:
    own = reverse("moderation:undo", args=[1])
    answer = signed_in(place.moderator).post(hiding(place.post), {"ready": "selling", "next": own})
    assert answer["Location"].startswith("/desk/#")


# --- suspending ------------------------------------------------------------------------------------------------------


def test_one_suspends_from_a_topic_and_is_back_there_with_an_undo(place: Place) -> None:
    client, here = signed_in(place.moderator), place.post.topic.get_absolute_url()
    sent = {"until": in_a_week(), "ready": "private", "next": here}
    answer = client.post(suspending(place.author), sent)
    assert (answer.status_code, answer["Location"]) == (303, here)
    assert Suspension.objects.in_force().get().reason == "Telling private details of others."
    client.post(reverse("moderation:undo", args=[Decision.objects.get().pk]))
    assert not Suspension.objects.in_force().exists()


def test_lifting_can_be_undone_as_well(place: Place) -> None:
    client = signed_in(place.moderator)
    client.post(suspending(place.author), {"until": in_a_week(), "ready": "selling"})
    row = Suspension.objects.get()
    client.post(reverse("moderation:lift", args=[row.pk]))
    assert not Suspension.objects.in_force().exists()
    client.post(reverse("moderation:undo", args=[Decision.objects.get(verb=Verb.LIFT).pk]))
    assert Suspension.objects.in_force().get() == row
    settle()


@pytest.mark.parametrize("use", ReadyReasons.Use.values)
def test_every_ready_reason_is_a_sentence_that_fits(use: str) -> None:
    for reason in BUILT_IN[use].values():
        assert str(reason)[-1] in ".?"
        assert len(str(reason)) <= ReadyReasons.MOST_LETTERS  # with 400 of one's own it fits the log


# --- who is suspended ------------------------------------------------------------------------------------------------


def test_the_list_says_who_since_until_why_by_whom_and_lifts(place: Place) -> None:
    mine = make.suspension(member=place.author, by=place.moderator, reason="Selling something again.")
    over = make.suspension(member=make.member(name="Gone"), reason="Long ago.")
    Suspension.objects.filter(pk=over.pk).update(until=timezone.now())
    others = make.suspension(member=make.member(name="Milo"), by=place.stranger, reason="Unkind words.")
    html = stand(signed_in(place.moderator), reverse("moderation:suspended"))
    for words in (
        place.author.shown_name,
        "Selling something again.",
        place.moderator.shown_name,
        "Milo",
        "Unkind words.",
    ):
        assert words in html
    assert "Long ago." not in html
    assert reverse("moderation:lift", args=[mine.pk]) in html
    assert reverse("moderation:lift", args=[others.pk]) not in html
    assert reverse("moderation:lift", args=[others.pk]) in stand(
        signed_in(place.admin), reverse("moderation:suspended")
    )
    assert "2 people." in stand(signed_in(place.moderator), reverse("moderation:desk"))


@pytest.mark.parametrize("who", ["reader", "author"])
def test_it_is_for_the_desk_alone(place: Place, who: str) -> None:
    make.suspension(member=place.author, reason="Selling something again.")
    answer = signed_in(getattr(place, who)).get(reverse("moderation:suspended"))
    assert answer.status_code == 403
    assert "Selling" not in answer.content.decode()


def test_it_takes_the_same_queries_however_long(place: Place, django_assert_max_num_queries: object) -> None:
    client = signed_in(place.admin)
    counts = []
    for _ in range(2):
        for _n in range(4):
            make.suspension(member=make.member(), by=place.moderator)
        with django_assert_max_num_queries(20) as queries:
            stand(client, reverse("moderation:suspended"))
        counts.append(len(queries))
    assert counts[0] == counts[1]
