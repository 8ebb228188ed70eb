"""The page of everything we sent or suggested to one member, and why."""

import re
from collections import Counter
from datetime import timedelta
from html import unescape

import pytest
from django.test import Client
from django.utils import timezone

from forum.models import Topic
from members.models import Member
from notices.actions import outbox
from notices.actions.tell import tell
from notices.kinds import KINDS
from notices.models import Choice, Message
from notices.rules import wants_by_mail
from nudges.models import Allowance, Crisis, Offer, Summons
from nudges.queries.candidates import for_topic
from nudges.queries.mine import PAGE, mine
from nudges.waves import WAVES, Asked, Wave
from tests import cast, make
from tests.nudges.people import greeter, joins

pytestmark = pytest.mark.django_db
URL = "/settings/suggestions/"


def signed_in(client: Client, **fields: object) -> Member:
    member = make.member(**fields)
    client.force_login(member)
    return member


def message(to: Member, key: str = "a", **fields: object) -> Message:
    made = outbox.queue(to=to, kind="reciprocity", dedupe_key=key, why="It is about fees, as yours was.")
    assert made is not None
    if fields:
        Message.objects.filter(pk=made.pk).update(**fields)
    return made


def test_a_mail_and_a_summons_stand_there_with_reason_and_outcome(client: Client) -> None:
    dorrie = greeter()
    joins(name="Wilf")
    message(dorrie, state="dropped", outcome="You are resting.")
    client.force_login(dorrie)
    page = client.get(URL).content.decode()
    for words in ("It is about fees", "Not sent: You are resting.", "Asked to say hello to Wilf", "Still open"):
        assert words in page


def test_nobody_reads_anybody_elses(client: Client) -> None:
    message(make.member())
    signed_in(client)
    page = client.get(URL).content.decode()
    assert "It is about fees" not in page
    assert "Nothing so far" in page


def test_a_masks_mail_stands_on_its_wearers_page_by_its_hour() -> None:
    ines = make.member()
    topic = make.masked_topic(by=ines)
    tell(to=topic.mask, kind="answered", dedupe_key="1", actor=make.member(), topic=topic)
    (row,) = mine(ines).rows
    assert row.mask_id == topic.mask_id
    assert (row.at.minute, row.at.second) == (0, 0)
    assert mine(make.member()).rows == []


def test_mail_about_ones_own_masked_act_never_left_and_is_not_listed() -> None:
    ines = make.member()
    topic = make.topic(by=ines)
    tell(to=ines, kind="answered", dedupe_key="1", actor=make.mask(of=ines, topic=topic), topic=topic)
    assert Message.objects.count() == 1
    assert mine(ines).rows == []


def test_one_click_stops_a_kind(client: Client) -> None:
    from notices.kinds import KINDS

    member = signed_in(client)
    assert client.post(f"{URL}stop/", {"kind": "reciprocity"}).status_code == 303
    assert not wants_by_mail(member, KINDS["reciprocity"])


@pytest.mark.parametrize("kind", ["suspended", "no such", "", "hello"])
def test_what_cannot_be_stopped_is_not(client: Client, kind: str) -> None:
    signed_in(client)
    assert client.post(f"{URL}stop/", {"kind": kind}).status_code == 422
    assert not Choice.objects.exists()


@pytest.mark.parametrize("number", [0, 1, 2, 3])
def test_the_allowance_is_none_to_three(client: Client, number: int) -> None:
    member = signed_in(client)
    client.post(f"{URL}allowance/", {"per_month": number})
    assert mine(member).per_period == number


def test_one_cap_for_all_that_they_are_called_to(client: Client) -> None:
    member = signed_in(client)
    assert client.post(f"{URL}allowance/", {"per_month": 2, "summons_per_week": 3}).status_code == 303
    assert Allowance.objects.get(member=member).summons_per_week == 3
    assert client.post(f"{URL}allowance/", {"per_month": 1}).status_code == 303
    assert Allowance.objects.get(member=member).summons_per_week == 3


@pytest.mark.parametrize("number", ["-1", "0", "4", "x"])
def test_any_other_cap_is_refused(client: Client, number: str) -> None:
    signed_in(client)
    answer = client.post(f"{URL}allowance/", {"per_month": 2, "summons_per_week": number})
    assert answer.status_code == 422
    assert "Between one and three" in answer.content.decode()
    assert not Allowance.objects.exists()


def test_by_mail_as_well_is_their_own_choice(client: Client) -> None:
    member = signed_in(client)
    client.post(f"{URL}offer/", {"kind": "answer", "do": "offer"})
    assert not wants_by_mail(member, KINDS["waiting_question"])
    client.post(f"{URL}offer/", {"kind": "answer", "do": "offer", "by_mail": "on"})
    assert wants_by_mail(member, KINDS["waiting_question"])
    assert not wants_by_mail(member, KINDS["summons"])
    client.post(f"{URL}offer/", {"kind": "answer", "do": "offer"})
    assert not wants_by_mail(member, KINDS["waiting_question"])


@pytest.mark.parametrize("number", ["-1", "4", "x", ""])
def test_any_other_allowance_is_refused(client: Client, number: str) -> None:
    signed_in(client)
    answer = client.post(f"{URL}allowance/", {"per_month": number})
    assert answer.status_code == 422
    assert "Between none and three" in answer.content.decode()
    assert not Allowance.objects.exists()


def test_offering_pausing_and_withdrawing(client: Client) -> None:
    member = signed_in(client)
    client.post(f"{URL}offer/", {"kind": "greet", "do": "offer"})
    assert Offer.objects.get(member=member).stopped_at is None
    client.post(f"{URL}offer/", {"kind": "greet", "do": "pause"})
    assert Offer.objects.get().paused_until > timezone.now() + timedelta(days=29)
    client.post(f"{URL}offer/", {"kind": "greet", "do": "offer"})
    assert Offer.objects.get().paused_until is None
    client.post(f"{URL}offer/", {"kind": "greet", "do": "withdraw"})
    assert not Offer.objects.exists()


def test_offering_again_starts_a_stopped_offer_afresh(client: Client) -> None:
    member = signed_in(client)
    old = timezone.now() - timedelta(days=60)
    Offer.objects.create(member=member, kind="greet", at=old, stopped_at=old)
    assert "not asked any more" in client.get(URL).content.decode()
    client.post(f"{URL}offer/", {"kind": "greet", "do": "offer"})
    offer = Offer.objects.get()
    assert offer.stopped_at is None
    assert offer.at > old


@pytest.mark.parametrize(
    "given",
    [
        {"kind": "waiting", "do": "offer"},
        {"kind": "mentor", "do": "offer"},
        {"kind": "greet", "do": "sell"},
        {},
    ],
)
def test_any_other_offer_is_refused(client: Client, given: dict[str, object]) -> None:
    signed_in(client)
    assert client.post(f"{URL}offer/", given).status_code == 422
    assert not Offer.objects.exists()


def test_the_suspended_may_not_offer(client: Client) -> None:
    member = signed_in(client)
    make.suspension(member=member)
    assert client.post(f"{URL}offer/", {"kind": "greet", "do": "offer"}).status_code == 422
    assert not Offer.objects.exists()


def test_not_now_goes_back_to_where_it_was_said(client: Client) -> None:
    dorrie = greeter()
    joins()
    client.force_login(dorrie)
    summons = Summons.objects.get()
    answer = client.post(f"/summons/{summons.pk}/not-now/", {"next": "/notices/"})
    assert (answer.status_code, answer.url) == (303, "/notices/")
    assert client.post(f"/summons/{summons.pk}/not-now/").status_code == 404


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example", "javascript:alert(1)", "\\\\evil"])
def test_not_now_leads_nowhere_else(client: Client, elsewhere: str) -> None:
    dorrie = greeter()
    joins()
    client.force_login(dorrie)
    answer = client.post(f"/summons/{Summons.objects.get().pk}/not-now/", {"next": elsewhere})
    assert answer.url == "/"


def test_not_now_is_nobody_elses(client: Client) -> None:
    greeter()
    joins()
    signed_in(client)
    assert client.post(f"/summons/{Summons.objects.get().pk}/not-now/").status_code == 404
    assert Summons.objects.get().outcome == "open"


@pytest.mark.parametrize("path", ["", "stop/", "offer/", "allowance/"])
def test_a_visitor_signs_in_first(client: Client, path: str) -> None:
    assert (client.post(URL + path) if path else client.get(URL)).status_code == 302


@pytest.mark.parametrize("path", ["stop/", "offer/", "allowance/"])
def test_a_get_changes_nothing(client: Client, path: str) -> None:
    signed_in(client)
    assert client.get(URL + path).status_code == 405


def test_the_page_costs_the_same_however_long_the_list(client: Client, django_assert_max_num_queries) -> None:  # type: ignore[no-untyped-def]
    member = signed_in(client)
    for number in range(PAGE + 5):
        message(member, key=f"{number}")
    assert mine(member).older
    with django_assert_max_num_queries(14):
        client.get(URL)


def whole_list(client: Client) -> list[list[int]]:
    """The numbers of all messages, page by page, by following the link to what is older."""
    pages, address = [], URL
    while address:
        page = client.get(address).content.decode()
        pages.append([int(number) for number in re.findall(r"Because of (\d+)\.", page)])
        further = re.search(r'href="([^"]*[?&]at=[^"]*)"', page)
        address = unescape(further[1]) if further else ""
        assert len(pages) < 10, "goes on for ever"
    return pages


def each_once(pages: list[list[int]], count: int) -> None:
    seen = Counter(number for page in pages for number in page)
    assert seen == Counter(range(count)), "repeated or lost"


def test_what_was_sent_later_than_made_stands_once(client: Client) -> None:
    """Mail waits for the morning: it is shown by when it went."""
    member, now = signed_in(client), timezone.now()
    for number in range(PAGE + 5):
        made = now - timedelta(hours=number)
        message(
            member,
            key=f"{number}",
            why=f"Because of {number}.",
            created_at=made,
            sent_at=made + timedelta(hours=9 * (number % 3)),
            state="sent",
        )
    each_once(whole_list(client), PAGE + 5)


def test_many_of_one_hour_are_all_there(client: Client) -> None:
    """As mail to a mask is, and calls that went to somebody at once."""
    member, hour = signed_in(client), timezone.now().replace(minute=0, second=0, microsecond=0)
    for number in range(2 * PAGE + 5):
        message(member, key=f"{number}", why=f"Because of {number}.", created_at=hour)
    pages = whole_list(client)
    each_once(pages, 2 * PAGE + 5)
    assert [len(page) for page in pages] == [PAGE, PAGE, 5]


def test_calls_and_mail_of_one_instant_are_all_there(client: Client) -> None:
    member, now = signed_in(client), timezone.now()
    for number in range(PAGE):
        message(member, key=f"{number}", why=f"Because of {2 * number}.", created_at=now)
        Summons.objects.create(
            kind=Summons.Kind.ANSWER, member=member, why=f"Because of {2 * number + 1}.", at=now, topic=make.topic()
        )
    each_once(whole_list(client), 2 * PAGE)


def test_what_never_left_does_not_end_the_list(client: Client) -> None:
    """Mail about one's own masked acts is not listed; what is older than it is."""
    ines = make.member()
    client.force_login(ines)
    topic = make.topic(by=ines)
    message(ines, key="old", why="Because of 0.", created_at=timezone.now() - timedelta(days=2))
    own = make.mask(of=ines, topic=topic)
    for number in range(PAGE + 1):
        tell(to=ines, kind="answered", dedupe_key=f"{number}", actor=own, topic=topic)
        Message.objects.exclude(dedupe_key="old").filter(state="queued").update(state="dropped")
    assert Message.objects.count() > PAGE + 1
    each_once(whole_list(client), 1)


@pytest.mark.parametrize("at", ["x", "m", "2026-01-01", "o1-1", "m1-1", "mo1-" + "z" * 25, "co1-" + "z" * 24, "xo1-1"])
def test_a_made_up_cursor_is_the_first_page(client: Client, at: str) -> None:
    message(signed_in(client))
    assert "It is about fees" in client.get(URL, {"at": at}).content.decode()


def test_what_was_stopped_says_so_in_place_of_the_button(client: Client) -> None:
    ines = make.member()
    Message.objects.create(member=ines, kind="answered", dedupe_key="a", message_id="<a@x>", why="You asked it.")
    client.force_login(ines)
    assert "Stop these" in client.get("/settings/suggestions/").content.decode()
    Choice.objects.create(member=ines, kind="answered", by_mail=False)
    page = client.get("/settings/suggestions/").content.decode()
    assert "You stopped these" in page
    assert "Stop these" not in page


def test_whoever_is_left_in_peace_by_a_moderator_sees_it_and_nobody_else(client: Client) -> None:
    tobias, now = cast.tobias(), timezone.now()
    Crisis.objects.create(member=tobias, by=make.admin(), post_id=1, until=now + timedelta(days=14))
    Crisis.objects.create(
        member=cast.pau(), by=make.admin(), post_id=1, at=now - timedelta(days=20), until=now - timedelta(days=6)
    )
    words = "Nothing is suggested to you until"
    client.force_login(tobias)
    assert words in client.get("/settings/suggestions/").content.decode()
    client.force_login(Member.objects.get(handle="pau"))
    assert words not in client.get("/settings/suggestions/").content.decode()


def asked_of(topic: Topic, wave: Wave) -> list[int]:
    return [one.member_id for one in for_topic(topic, Summons.Kind.ANSWER, wave, None, timezone.now()).awake]


def test_a_mentor_is_asked_and_stops_it(client: Client) -> None:
    mentor = make.mentor().member
    client.force_login(mentor)
    assert "After eight hours" in client.get("/settings/suggestions/").content.decode()
    offer = {"kind": "mentor", "do": "offer"}
    assert client.post("/settings/suggestions/offer/", offer).status_code == 303
    assert client.post("/settings/suggestions/offer/", offer | {"do": "withdraw"}).status_code == 303
    assert Offer.objects.get(member=mentor, kind="mentor").stopped_at is not None
    wave = next(wave for wave in WAVES if wave.who is Asked.MENTORS)
    topic = make.topic(by=cast.ines())
    assert mentor.pk not in asked_of(topic, wave)
    client.post("/settings/suggestions/offer/", offer)
    Member.objects.update(time_zone=make.daytime())
    assert mentor.pk in asked_of(topic, wave)


def test_nobody_else_offers_what_mentors_do(client: Client) -> None:
    client.force_login(cast.pau())
    assert "After eight hours" not in client.get("/settings/suggestions/").content.decode()
    for do in ("offer", "pause", "withdraw"):
        answer = client.post("/settings/suggestions/offer/", {"kind": "mentor", "do": do})
        assert answer.status_code == 422
    assert not Offer.objects.filter(kind="mentor").exists()
