"""What admins did to the whole community is written down once, in words, and without a mask."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from activity.deliver import deliver
from activity.models import Delivery, Event
from activity.switchboard import HANDLERS
from forum.actions import spaces
from hosting.models import Act
from hosting.queries import acts
from masks import actions
from members.actions import community
from members.actions.accounts import admit, belongs
from members.actions.community import EDITABLE
from members.models import Community, Member
from moderation.actions.appointments import appoint
from tests import cast, make
from tests.hosting.operating import PAGE, of, page_of

pytestmark = pytest.mark.django_db


def hear_all() -> None:
    for event_id, handler in Delivery.objects.filter(handler__startswith="hosting.").values_list("event_id", "handler"):
        assert deliver(event_id=event_id, handler=handler)


def test_who_changed_what_and_it_is_written_down_once(admin: Member) -> None:
    spaces.open_space(by=admin, title="Cards and loans")
    row = Community.objects.get(pk=1)
    community.change(by=admin, values={"name": row.name, "headline": "Another headline"})
    event = Event.objects.get(verb="space.opened")
    hear_all()
    Delivery.objects.create(event_id=event.id, handler="hosting.actions.acts.noted", event_at=event.at, due_at=event.at)
    hear_all()
    assert Act.objects.count() == 2
    html = page_of(admin)
    assert "opened a space" in html
    assert "Cards and loans" in html
    said = page_of(admin, f"{PAGE}acts/")
    assert "its headline" in said
    assert "its name" not in said  # that was not changed


def test_who_joins_by_themselves_is_no_act_and_who_was_let_in_is(admin: Member) -> None:
    belongs(member=make.member(approved_at=None), why="Joined.")
    applicant = make.member(approved_at=None, applied_at=timezone.now())
    admit(applicant=applicant, by=admin)
    hear_all()
    act = Act.objects.get()
    assert (act.by, act.about, act.verb) == (admin, applicant, "member.joined")


def test_who_was_appointed_stands_there_with_the_space(admin: Member) -> None:
    marit, cards = cast.marit(), make.space(title="Cards and loans")
    appoint(admin=admin, member=marit, space=cards, ends_at=timezone.now() + timedelta(days=90))
    hear_all()
    act = Act.objects.get()
    assert (act.about, act.data) == (marit, {"names": ["Cards and loans"]})
    assert acts.Line(act).details == "Marit (Cards and loans)"


def test_of_a_mask_nothing_is_said(admin: Member) -> None:
    make.admin()  # one alone cannot ask
    author = cast.dorrie()
    mask = make.mask(of=author, topic=make.topic(space=make.space(), by=author))
    actions.ask_to_reveal(admin=admin, mask=mask, reason="Somebody is in danger.")
    hear_all()
    act = Act.objects.get()
    assert (act.verb, act.about, act.data) == ("mask.reveal_asked", None, {"names": []})


def test_the_log_goes_on_by_key(admin: Member) -> None:
    for hour in range(65):
        Act.objects.create(at=timezone.now() - timedelta(hours=hour), by=admin, verb="space.changed")
    client = of(admin)
    first = client.get(f"{PAGE}acts/")
    assert len(first.context["lines"]) == 30
    second = client.get(f"{PAGE}acts/{first.context['older']}")
    third = client.get(f"{PAGE}acts/{second.context['older']}")
    assert len(third.context["lines"]) == 5
    assert not third.context["older"]
    assert client.get(f"{PAGE}acts/?at=nonsense").context["lines"] == first.context["lines"]


def test_whatever_of_the_community_is_changed_has_words_in_the_log() -> None:
    assert set(EDITABLE) - acts.FIELDS.keys() == set()


def test_every_act_that_has_words_is_heard_of() -> None:
    heard = {verb for verb, handlers in HANDLERS.items() if "hosting.actions.acts.noted" in handlers}
    own = {"delivery.revived", "delivery.dropped"}  # written down where they are done
    assert heard == acts.VERBS.keys() - own
