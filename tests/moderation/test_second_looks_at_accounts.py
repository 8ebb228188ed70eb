"""Who is suspended, or spared our suggestions, can ask for a second look; somebody else than who decided takes it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from forum.models import Post
from masks import sealed
from masks.sealed import limits
from members.models import Member, Suspension
from members.rules import NotAllowed
from moderation.actions import accounts, second_looks, silences
from moderation.actions.decisions import pause_messages, undo
from moderation.models import Decision, SecondLook
from moderation.queries.second_looks import pauses_of, waiting_about_accounts
from moderation.rules import AlreadyDecided
from notices.models import Notice
from nudges.models import Crisis
from tests import make
from tests.ledger import settle
from tests.moderation.place import Place

Verb = Decision.Verb
WORDS = "I quoted the letter so that others know it."


def again(member: Member) -> Member:
    return Member.objects.get(pk=member.pk)


def suspended(place: Place, *, by: Member | None = None) -> Decision:
    until = timezone.now() + timedelta(days=3)
    accounts.suspend(moderator=by or place.moderator, member=place.author, until=until, reason="Selling.")
    settle()
    return Decision.objects.get(verb=Verb.SUSPEND)


def paused(place: Place, post: Post) -> Decision:
    decision = pause_messages(moderator=place.moderator, thing=post, reason="Sounds very low.")
    settle()
    return decision


def asked(place: Place, decision: Decision) -> SecondLook:
    return second_looks.ask(actor=place.author, decision=decision, words=WORDS)


def waits_for(member: Member) -> list[SecondLook]:
    return [row.look for row in waiting_about_accounts(again(member)) if not row.own]


def page(decision: Decision) -> str:
    return reverse("moderation:second_look", args=[decision.pk])


def signed_in(member: Member) -> Client:
    client = Client()
    client.force_login(member)
    return client


@pytest.fixture
def begun(monkeypatch: pytest.MonkeyPatch) -> None:
    """The random hours until a mask's pause begins are over."""
    monkeypatch.setattr(limits, "ELSEWHERE_AFTER", (timedelta(hours=-1), timedelta(hours=-1)))


# --- asking ----------------------------------------------------------------------------------------------------------


def test_a_suspended_member_reads_why_and_asks_though_they_cannot_write(place: Place) -> None:
    decision, client = suspended(place), signed_in(place.author)
    notice = Notice.objects.get(member=place.author, kind="suspended")
    assert notice.data["second_look"] == notice.data["path"] == page(decision)
    html = client.get(page(decision)).content.decode()
    assert "Selling." in html
    assert "Somebody else than who decided this looks at it again." in html
    assert client.post(page(decision), {"words": WORDS}).status_code == 303
    assert "You have asked for a second look." in client.get(page(decision)).content.decode()
    assert SecondLook.objects.get().member == place.author


@pytest.mark.parametrize("who", ["reader", "moderator", "admin", "stranger"])
def test_nobody_else_asks_for_them(place: Place, who: str) -> None:
    client = signed_in(getattr(place, who))
    for decision in (suspended(place), paused(place, place.masked)):
        assert client.get(page(decision)).status_code == 404
        assert client.post(page(decision), {"words": WORDS}).status_code == 404
    assert not SecondLook.objects.exists()


def test_once_and_not_after_it_is_over(place: Place) -> None:
    decision = suspended(place)
    asked(place, decision)
    with pytest.raises(NotAllowed, match="asked for a second look already"):
        asked(place, decision)
    SecondLook.objects.all().delete()
    Suspension.objects.update(until=timezone.now())
    with pytest.raises(NotAllowed, match="does not hold any more"):
        asked(place, decision)


def test_a_pause_is_asked_about_from_the_page_that_says_so(place: Place) -> None:
    decision, client = paused(place, place.post), signed_in(place.author)
    assert page(decision) in client.get(reverse("nudges:mine")).content.decode()
    html = client.get(page(decision)).content.decode()
    assert "enough on your mind" in html
    assert "Sounds very low." not in html  # it is kept among those who tend
    assert client.post(page(decision), {"words": WORDS}).status_code == 303


def test_a_pause_that_came_through_a_mask_is_asked_about_by_the_mask(place: Place, begun: None) -> None:
    decision, client = paused(place, place.masked), signed_in(place.author)
    assert pauses_of(again(place.author)) == [decision]
    assert page(decision) in client.get(reverse("nudges:mine")).content.decode()
    client.post(page(decision), {"words": WORDS})
    look = SecondLook.objects.get()
    assert (look.member, look.mask) == (None, place.masked.mask)
    assert (look.at.minute, look.at.second, look.at.microsecond) == (0, 0, 0)
    assert place.masked.mask is not None
    shown = signed_in(place.moderator).get(reverse("moderation:desk")).content.decode()
    assert place.author.handle not in shown


# --- looking again ---------------------------------------------------------------------------------------------------


def test_it_waits_for_everybody_of_the_desk_but_who_decided(place: Place) -> None:
    look = asked(place, suspended(place))
    assert waits_for(place.admin) == waits_for(place.stranger) == [look]
    assert waits_for(place.moderator) == []
    html = signed_in(place.admin).get(reverse("moderation:desk")).content.decode()
    assert WORDS in html
    assert "One thing needs a person" in html


def test_whoever_decided_reads_it_and_may_take_it_back_but_does_not_look_again(place: Place) -> None:
    decision = suspended(place)
    look = asked(place, decision)
    html = signed_in(place.moderator).get(reverse("moderation:desk")).content.decode()
    assert WORDS in html
    assert "Nothing needs a person now" in html
    assert reverse("moderation:looking_again", args=[look.pk]) not in html
    assert signed_in(place.moderator).post(reverse("moderation:undo", args=[decision.pk])).status_code == 303
    look.refresh_from_db()
    assert look.answer is not None
    assert not Suspension.objects.in_force().exists()


def test_a_pause_waits_for_who_tends_the_space(place: Place) -> None:
    look = asked(place, paused(place, place.post))
    assert waits_for(place.admin) == [look]
    assert waits_for(place.stranger) == waits_for(place.moderator) == []


def test_one_who_looks_again_takes_a_suspension_back(place: Place) -> None:
    decision = suspended(place)
    look = asked(place, decision)
    answer = signed_in(place.stranger).post(reverse("moderation:looking_again", args=[look.pk]), {"verb": "undo"})
    assert answer.status_code == 303
    settle()
    look.refresh_from_db()
    decision.refresh_from_db()
    assert look.answer == decision.undone_by
    assert not Suspension.objects.in_force().exists()
    told = Notice.objects.filter(member=place.author).values_list("kind", flat=True)
    assert sorted(told) == ["suspended", "suspension_lifted"]
    assert "took it back" in signed_in(place.author).get(page(decision)).content.decode()


def test_a_pause_is_taken_back_like_an_undo_and_its_asker_hears_it(place: Place) -> None:
    decision = paused(place, place.post)
    look = asked(place, decision)
    signed_in(place.admin).post(reverse("moderation:looking_again", args=[look.pk]), {"verb": "undo"})
    settle()
    assert not Crisis.objects.exists()
    notice = Notice.objects.get(member=place.author, kind="looked_again")
    assert notice.data["path"] == page(decision)
    html = signed_in(place.author).get(page(decision)).content.decode()
    assert "took it back" in html
    assert "Sounds very low." not in html


def test_a_masks_pause_is_taken_back_and_the_mask_hears_it(place: Place, begun: None) -> None:
    look = asked(place, paused(place, place.masked))
    assert sealed.in_peace_until(again(place.author)) is not None
    signed_in(place.admin).post(reverse("moderation:looking_again", args=[look.pk]), {"verb": "undo"})
    settle()
    assert sealed.in_peace_until(again(place.author)) is None
    notice = Notice.objects.get(kind="looked_again")
    assert (notice.member, notice.mask, notice.at.minute) == (None, place.masked.mask, 0)


def test_it_stays_with_a_reason_and_that_can_be_undone(place: Place) -> None:
    decision = suspended(place)
    look = asked(place, decision)
    url = reverse("moderation:looking_again", args=[look.pk])
    signed_in(place.admin).post(url, {"verb": "uphold", "reason": "It names a shop three times."})
    settle()
    upheld = Decision.objects.get(verb=Verb.UPHOLD)
    assert (upheld.is_public, upheld.member, upheld.post) == (False, place.author, None)
    assert Suspension.objects.in_force().exists()
    assert waits_for(place.stranger) == []
    assert "It names a shop three times." in signed_in(place.author).get(page(decision)).content.decode()
    assert Notice.objects.filter(member=place.author, kind="looked_again").count() == 1
    undo(moderator=place.admin, decision=upheld)
    assert waits_for(place.stranger) == [look]


def test_whoever_decided_does_not_look_again(place: Place) -> None:
    look = asked(place, suspended(place))
    url = reverse("moderation:looking_again", args=[look.pk])
    for sent in ({"verb": "undo"}, {"verb": "uphold", "reason": "It is right."}):
        assert signed_in(place.moderator).post(url, sent).status_code == 403
    look.refresh_from_db()
    assert look.answer is None
    assert Suspension.objects.in_force().exists()


@pytest.mark.parametrize("who", ["reader", "author"])
def test_nor_does_anybody_who_tends_nothing(place: Place, who: str) -> None:
    look = asked(place, suspended(place))
    url = reverse("moderation:looking_again", args=[look.pk])
    assert signed_in(getattr(place, who)).post(url, {"verb": "undo"}).status_code == 403
    assert Suspension.objects.in_force().exists()


def test_a_moderator_of_elsewhere_takes_nothing_back_that_nobody_asked_about(place: Place) -> None:
    decision = suspended(place)
    with pytest.raises(NotAllowed, match="Only whoever decided this"):
        undo(moderator=place.stranger, decision=decision)


def test_a_reason_is_needed_to_leave_it(place: Place) -> None:
    look = asked(place, suspended(place))
    with pytest.raises(NotAllowed, match="write a reason"):
        second_looks.leave_as_it_is(moderator=place.admin, look=look, reason=" ")
    assert waits_for(place.admin) == [look]


def test_what_is_over_or_answered_waits_for_nobody(place: Place) -> None:
    decision = suspended(place)
    look = asked(place, decision)
    accounts.lift(moderator=place.moderator, suspension=Suspension.objects.get(), reason="Enough.")
    assert waits_for(place.admin) == []
    with pytest.raises(AlreadyDecided, match="or is over"):
        second_looks.leave_as_it_is(moderator=place.admin, look=look, reason="It is right.")


def test_a_look_at_a_pause_is_no_case_of_the_post(place: Place) -> None:
    """The post stands as it stands: nothing about it waits in the queue, and what is decided of it answers nothing."""
    look = asked(place, paused(place, make.answer(topic=place.post.topic, by=place.author)))
    html = signed_in(place.admin).get(reverse("moderation:desk")).content.decode()
    assert html.count("Asked to look again") == 1
    assert "Restore, with a reason" not in html
    assert look.post is None


def test_a_silence_of_one_space_is_looked_at_by_whoever_tends_that_space(place: Place) -> None:
    until = timezone.now() + timedelta(days=3)
    decision = silences.silence(
        moderator=place.moderator, member=place.author, space=place.space, until=until, reason="Shouting."
    )
    asked(place, decision)
    with pytest.raises(NotAllowed):
        undo(moderator=again(make.moderator(of=make.space())), decision=decision)
    assert undo(moderator=again(make.moderator(of=place.space)), decision=decision)
