"""The page of operations: what is wrong first, what was given up, what admins did; for admins with their second lock."""

from __future__ import annotations

from datetime import UTC, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from activity.deliver import deliver
from activity.models import Delivery, Event
from activity.switchboard import HANDLERS
from community.space import Space
from forum.actions import spaces
from hosting.actions import deliveries
from hosting.broker import Broker
from hosting.models import Act, Figure, Look, Run
from hosting.queries import acts, machine
from hosting.queries.charts import DAYS, charts
from hosting.queries.page import facts
from hosting.queries.wrong import wrong
from masks import actions
from members.actions import community
from members.actions.accounts import admit, belongs
from members.actions.community import EDITABLE
from members.models import Community, Member
from members.rules import NotAllowed
from notices.models import Message, ServerWord
from tests import cast, make
from tests.members.test_second_lock import the_week_is_over

pytestmark = pytest.mark.django_db
PAGE = "/operations/"
GIVEN_UP = "notices.actions.reactions.writing.answered"


@pytest.fixture
def admin(monkeypatch: pytest.MonkeyPatch) -> Member:
    """Of an installation where all is well."""
    make.community()
    monkeypatch.setattr(machine, "disk", lambda: Space(50 * 10**9, 100 * 10**9, 0, 0))
    now = timezone.now()
    Look.objects.create(about=Look.PULSE, state="ok", at=now, since=now)
    run(Run.Kind.BACKUP, hours=5), run(Run.Kind.REHEARSAL, hours=5)
    return cast.nasreen()


def run(kind: Run.Kind, *, hours: float, ok: bool | None = True, words: str = "") -> Run:
    at = timezone.now() - timedelta(hours=hours)
    return Run.objects.create(kind=kind, started_at=at, ended_at=at, ok=ok, words=words, size=12_000_000)


def given_up(number: int, handler: str = GIVEN_UP, error: str = "KeyError at answered:12") -> Delivery:
    now = timezone.now()
    return Delivery.objects.create(
        event_id=number, handler=handler, event_at=now, due_at=now, attempts=8, last_error=error, dead_at=now
    )


def of(member: Member) -> Client:
    client = Client()
    client.force_login(member)
    return client


def page_of(member: Member, path: str = PAGE, **data: Any) -> str:
    answer = of(member).get(path, data)
    assert answer.status_code == 200
    return answer.content.decode()


def troubles() -> list[str]:
    return [trouble.what for trouble in wrong(facts())]


# --- who reads it ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", [PAGE, f"{PAGE}acts/", f"{PAGE}given-up/", f"{PAGE}given-up/{GIVEN_UP}/drop/"])
def test_for_whoever_is_no_admin_it_does_not_exist(admin: Member, path: str) -> None:
    given_up(1)
    marit = make.moderator(of=make.space(), by=admin, name="Marit")
    assert of(marit).get(path).status_code == 404
    assert of(cast.pau()).get(path).status_code == 404
    assert Client().get(path).status_code == 302
    assert of(admin).get(path).status_code == 200


def test_an_admin_without_the_second_lock_is_asked_for_it(admin: Member) -> None:
    given_up(1)
    the_week_is_over()
    answer = of(admin).get(PAGE)
    assert answer.status_code == 403
    assert "A second lock first" in answer.content.decode()
    assert of(admin).post(f"{PAGE}given-up/{GIVEN_UP}/again/").status_code == 403
    assert Delivery.objects.get().dead_at is not None


def test_no_browser_or_proxy_keeps_it(admin: Member) -> None:
    assert "no-store" in of(admin).get(PAGE)["Cache-Control"]


def test_the_community_page_leads_there(admin: Member) -> None:
    assert f'href="{PAGE}"' in page_of(admin, reverse("members:community"))


# --- what is wrong ---------------------------------------------------------------------------------------


def test_where_all_is_well_nothing_is_wrong(admin: Member) -> None:
    assert troubles() == []
    assert "Nothing is wrong" in page_of(admin)


def test_a_new_installation_is_told_of_its_backup_alone(admin: Member) -> None:
    Run.objects.all().delete()
    Look.objects.all().delete()
    Community.objects.update(set_up_at=timezone.now())
    assert troubles() == ["There is no backup."]
    html = page_of(admin)
    assert "docker compose --profile backup up -d" in html
    assert "There was none yet." in html


@pytest.mark.parametrize(("minutes", "said"), [(5, False), (25, True)])
def test_a_clock_that_stands_still(admin: Member, minutes: int, said: bool) -> None:
    Look.objects.update(at=timezone.now() - timedelta(minutes=minutes))
    assert any("Nothing has been done in the background" in what for what in troubles()) is said


@pytest.mark.parametrize(
    ("free", "total", "said"), [(10**8, 10**11, True), (10**8, 5 * 10**8, False), (10**10, 10**12, False)]
)
def test_a_full_disk_is_said_as_readyz_says_it(
    admin: Member, monkeypatch: pytest.MonkeyPatch, free: int, total: int, said: bool
) -> None:
    monkeypatch.setattr(machine, "disk", lambda: Space(free, total, 0, 0))
    assert (troubles() == ["The disk is nearly full: 100 MB are left."]) is said


def test_valkey_that_is_away_is_said_and_the_page_is_there(admin: Member, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hosting.broker.ask", lambda: Broker(is_there=False))
    html = page_of(admin)
    assert "Valkey does not answer." in html
    assert "docker compose up -d valkey" in html


def test_what_waits_too_long(admin: Member) -> None:
    now = timezone.now()
    Delivery.objects.create(event_id=1, handler=GIVEN_UP, event_at=now, due_at=now - timedelta(minutes=9))
    assert troubles() == []
    Delivery.objects.create(event_id=2, handler=GIVEN_UP, event_at=now, due_at=now - timedelta(minutes=11))
    Message.objects.create(
        member=cast.pau(), kind="answered", dedupe_key="a", message_id="a", not_before=now - timedelta(hours=3)
    )
    assert troubles() == ["What follows from a click waits for 11 minutes.", "Mails wait for 3 hours."]
    assert "the oldest for 11 minutes" in page_of(admin)


def test_what_is_due_later_does_not_wait(admin: Member) -> None:
    later = timezone.now() + timedelta(hours=1)
    Delivery.objects.create(event_id=1, handler=GIVEN_UP, event_at=later, due_at=later)
    Message.objects.create(member=admin, kind="answered", dedupe_key="a", message_id="a", not_before=later)
    assert facts().deliveries.count == facts().mails.count == 0


@pytest.mark.parametrize(
    ("hours", "ok", "said"),
    [
        (5, True, ""),
        (40, True, ""),
        (51, True, "The last backup is of"),
        (1, False, "The last backup did not succeed: The disk is full."),
    ],
)
def test_a_backup_that_is_old_or_failed(admin: Member, hours: float, ok: bool, said: str) -> None:
    Run.objects.filter(kind=Run.Kind.BACKUP).delete()
    run(Run.Kind.BACKUP, hours=hours, ok=ok, words="" if ok else "The disk is full.")
    found = troubles()
    assert len(found) == bool(said)
    assert all(said in what for what in found)


def test_a_rehearsal_that_failed_is_wrong_and_none_for_weeks_deserves_a_look(admin: Member) -> None:
    run(Run.Kind.REHEARSAL, hours=1, ok=False, words="A sum is another.")
    (failed,) = wrong(facts())
    assert failed.is_wrong
    assert "A sum is another." in failed.what
    Run.objects.filter(kind=Run.Kind.REHEARSAL).delete()
    run(Run.Kind.REHEARSAL, hours=24 * 20)
    (old,) = wrong(facts())
    assert not old.is_wrong


def look(about: str, state: str, said: str = "", **fact: str) -> None:
    now = timezone.now()
    Look.objects.create(about=about, state=state, said=said, do="Look there.", fact=fact, at=now, since=now)


@pytest.mark.parametrize(
    ("state", "fact", "said"),
    [
        ("ok", {"expires": "2031-01-02T00:00:00+00:00", "wrong": ""}, None),
        ("wrong", {"expires": "2030-01-02T00:00:00+00:00", "wrong": ""}, "ends on 2 January 2030."),
        ("wrong", {"expires": "", "wrong": "self-signed certificate"}, "self-signed certificate."),
        ("look", {"unreached": "ConnectionRefusedError"}, "could not be reached from here"),
    ],
)
def test_the_certificate(admin: Member, state: str, fact: dict[str, str], said: str | None) -> None:
    look(Look.CERTIFICATE, state, **fact)
    found = wrong(facts())
    assert [trouble.is_wrong for trouble in found] == ([] if said is None else [state == "wrong"])
    assert said is None or said in found[0].what


def test_what_preflight_found_is_said_in_its_own_words_and_what_is_wrong_first(admin: Member) -> None:
    look("role", "look", "It may not make databases.")
    look("mail", "wrong", "smtp.example.org port 587: Nothing listens there.")
    look("server", "ok", "PostgreSQL 18.")
    look("disk", "stop", "1 MB is free.")  # the page says it itself
    assert troubles() == [
        "mail: smtp.example.org port 587: Nothing listens there.",
        "role: It may not make databases.",
    ]
    assert "Look there." in page_of(admin)


# --- what was given up -----------------------------------------------------------------------------------


def test_what_was_given_up_is_tried_again_one_by_one(admin: Member) -> None:
    first, second = given_up(1), given_up(2)
    client = of(admin)
    assert "2 things that should have happened were given up" in page_of(admin)
    html = page_of(admin, f"{PAGE}given-up/", of=GIVEN_UP)
    assert "KeyError at answered:12" in html
    answer = client.post(f"{PAGE}given-up/{GIVEN_UP}/again/", {"event": first.event_id})
    assert answer.status_code == 303
    alive, dead = Delivery.objects.get(event_id=1), Delivery.objects.get(event_id=2)
    assert (alive.dead_at, alive.attempts) == (None, 0)
    assert dead.dead_at == second.dead_at
    client.post(f"{PAGE}given-up/{GIVEN_UP}/again/", {"event": first.event_id})  # twice does nothing
    assert Act.objects.get().data == {"names": [f"{GIVEN_UP} × 1"]}


def test_all_of_a_kind_and_of_no_other(admin: Member) -> None:
    given_up(1), given_up(2), given_up(3, "nudges.actions.summoning.asked")
    of(admin).post(f"{PAGE}given-up/{GIVEN_UP}/again/")
    assert set(Delivery.objects.filter(dead_at=None).values_list("event_id", flat=True)) == {1, 2}
    assert Delivery.objects.get(event_id=3).dead_at is not None


def test_what_is_tried_again_is_done(admin: Member) -> None:
    spaces.open_space(by=admin, title="Cards and loans")
    row = Delivery.objects.get(handler="hosting.actions.acts.noted")
    Delivery.objects.update(dead_at=timezone.now(), attempts=8)
    assert not deliver(event_id=row.event_id, handler=row.handler)
    assert deliveries.revive(by=admin, handler=row.handler) == 1
    assert deliver(event_id=row.event_id, handler=row.handler)
    assert not Delivery.objects.filter(event_id=row.event_id, handler=row.handler).exists()
    assert Act.objects.filter(verb="space.opened").exists()


def test_letting_go_asks_first(admin: Member) -> None:
    given_up(1), given_up(2)
    client, path = of(admin), f"{PAGE}given-up/{GIVEN_UP}/drop/"
    html = client.get(path, {"event": 1}).content.decode()
    assert "This cannot be undone." in html
    assert Delivery.objects.count() == 2
    client.post(path, {"event": 1})
    assert list(Delivery.objects.values_list("event_id", flat=True)) == [2]
    client.post(path)
    assert not Delivery.objects.exists()
    assert [act.verb for act in Act.objects.order_by("pk")] == ["delivery.dropped"] * 2


def test_what_still_waits_is_never_let_go_of(admin: Member) -> None:
    now = timezone.now()
    Delivery.objects.create(event_id=1, handler=GIVEN_UP, event_at=now, due_at=now)
    assert deliveries.drop(by=admin, handler=GIVEN_UP) == 0
    assert deliveries.revive(by=admin, handler=GIVEN_UP) == 0
    assert Delivery.objects.exists()
    assert not Act.objects.exists()


@pytest.mark.parametrize("number", ["x", "-1", "9" * 30, "١"])
def test_a_number_that_is_none(admin: Member, number: str) -> None:
    given_up(1)
    assert of(admin).post(f"{PAGE}given-up/{GIVEN_UP}/drop/", {"event": number}).status_code == 404
    assert Delivery.objects.exists()


@pytest.mark.parametrize("act", [deliveries.revive, deliveries.drop])
def test_nobody_else_does_it(admin: Member, act: Any) -> None:
    given_up(1)
    with pytest.raises(NotAllowed):
        act(by=cast.pau(), handler=GIVEN_UP)


# --- what admins did -------------------------------------------------------------------------------------


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


def test_of_a_mask_nothing_is_said(admin: Member) -> None:
    make.admin()  # one alone cannot ask
    author = cast.dorrie()
    mask = make.mask(of=author, topic=make.topic(space=make.space(), by=author))
    actions.ask_to_reveal(admin=admin, mask=mask, reason="Somebody is in danger.")
    hear_all()
    act = Act.objects.get()
    assert (act.verb, act.about, act.data) == ("mask.reveal_asked", None, {"names": []})


def test_the_log_goes_on_by_key(admin: Member, django_assert_num_queries: Any) -> None:
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


# --- thirty days -----------------------------------------------------------------------------------------


def test_charts_say_what_the_table_says(admin: Member) -> None:
    today = timezone.now().astimezone(UTC).date()
    for back in range(DAYS + 5):
        day = today - timedelta(days=back)
        Figure.objects.create(day=day, series=Figure.Series.MAILED, value=10)
        Figure.objects.create(day=day, series=Figure.Series.WAITED, value=600 if back == 3 else 2)
    Figure.objects.create(day=today, series=Figure.Series.UNMAILED, value=30)
    mail, waited, free, backups = charts(timezone.now())
    assert mail.finding == "30 mails of 330 could not be delivered."
    assert len(mail.rows) == DAYS
    assert mail.rows[-1][1:] == ("10", "30")
    bars = mail.bars
    assert len(bars) == DAYS + 1
    assert bars[-1].y == 18  # the largest day reaches the upper line, the failed ones on top
    assert bars[-1].height == pytest.approx(3 * bars[-2].height, abs=0.1)
    assert waited.finding.startswith("The longest wait was 10 minutes, on ")
    assert free.finding == "Nothing is known yet."
    assert not free.bars
    assert backups.finding == "There is a backup of 1 day of thirty."
    html = page_of(admin)
    assert html.count("<rect") == sum(len(chart.bars) for chart in (mail, waited, free, backups))
    assert "30 mails of 330 could not be delivered." in html


def test_what_the_mail_server_said_stands_there(admin: Member) -> None:
    today = timezone.now().date()
    ServerWord.objects.create(day=today, words="554 5.7.1 Our policy", times=3)
    ServerWord.objects.create(day=today - timedelta(days=20), words="421 long ago")
    html = page_of(admin)
    assert "554 5.7.1 Our policy" in html
    assert "3 times" in html
    assert "long ago" not in html


def test_versions_are_the_ones_that_run(admin: Member) -> None:
    html = page_of(admin)
    found = machine.versions()
    assert found.product
    for version in (found.product, found.python, found.django, found.postgres, found.tz):
        assert version in html


def test_the_queries_do_not_grow(admin: Member, django_assert_max_num_queries: Any) -> None:
    client = of(admin)
    client.get(PAGE)
    for number in range(40):
        given_up(number, f"notices.actions.reactions.kind{number % 7}")
        Act.objects.create(by=make.member(), about=make.member(), verb="member.joined")
        ServerWord.objects.create(day=timezone.now().date(), words=str(number))
    with django_assert_max_num_queries(25):
        html = client.get(PAGE).content.decode()
    assert "40 things" in html


def test_whatever_of_the_community_is_changed_has_words_in_the_log() -> None:
    assert set(EDITABLE) - acts.FIELDS.keys() == set()


def test_every_act_that_has_words_is_heard_of() -> None:
    heard = {verb for verb, handlers in HANDLERS.items() if "hosting.actions.acts.noted" in handlers}
    own = {"delivery.revived", "delivery.dropped"}  # written down where they are done
    assert heard == acts.VERBS.keys() - own
