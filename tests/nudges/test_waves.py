"""A call reaches three people, then five more, then mentors, then moderators: whenever it was made, wherever they live."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from notices import hours
from nudges import waves
from nudges.waves import EACH_MORNING, GREETER, WAVES, Asked, Reached, Wave, go_out, next_look

HOUR = timedelta(hours=1)
QUESTION = (*WAVES, EACH_MORNING)
ZONES = [
    "UTC", "Europe/Lisbon", "Europe/Berlin", "Asia/Kathmandu", "Australia/Lord_Howe", "Pacific/Auckland", "Pacific/Chatham",
    "Pacific/Apia", "Pacific/Kiritimati", "America/New_York", "America/St_Johns", "America/Los_Angeles", "Asia/Tokyo",
    "Africa/Casablanca", "America/Sao_Paulo", "Nowhere/At_All",
]  # fmt: skip
A_YEAR = st.integers(0, 366 * 24 * 60).map(
    lambda minutes: datetime(2027, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
)
CLOCKS_CHANGE = [datetime(2027, 3, 28, 0, 59, tzinfo=UTC), datetime(2027, 10, 31, 0, 30, tzinfo=UTC)]


@dataclass
class World:
    """People of each group in their zones, and who was asked when, in which wave."""

    groups: dict[Asked, list[str]]
    taken: dict[Asked, set[int]] = field(default_factory=dict)
    asked: list[tuple[int, datetime]] = field(default_factory=list)

    def reach(self, wave: Wave, lacks: int | None, now: datetime) -> Reached:
        who = Asked.OPTED_IN if wave.who is Asked.ANYBODY else wave.who
        zones, taken = self.groups.get(who, []), self.taken.setdefault(who, set())
        left = [number for number in range(len(zones)) if number not in taken]
        awake = [number for number in left if hours.is_awake(now, zones[number])][:lacks]
        asleep = [zones[number] for number in left if not hours.is_awake(now, zones[number])]
        taken.update(awake)
        self.asked += [(wave.number, now)] * len(awake)
        return Reached(len(awake), min((hours.next_awake(now, zone) for zone in asleep), default=None))

    def given(self, morning: datetime) -> dict[int, int]:
        numbers = [number for number, at in self.asked if number != EACH_MORNING.number or at >= morning]
        return {number: numbers.count(number) for number in set(numbers)}

    def first(self, wave: int) -> datetime | None:
        return min((at for number, at in self.asked if number == wave), default=None)


def run(
    world: World, began: datetime, *, for_: timedelta, zone: str = "UTC", given_: tuple[Wave, ...] = QUESTION
) -> None:
    """As the beat does: every five minutes, where the time of the next look has come."""
    now = look = began
    while now <= began + for_:
        if now >= look:
            asked = world.given(waves.this_morning(now, ZoneInfo(zone)))
            came = go_out(given_, age=now - began, asked=asked, ask=lambda wave, lacks: world.reach(wave, lacks, now))  # noqa: B023
            at = next_look(given_, began=began, came=came, now=now, zone=ZoneInfo(zone))
            look = min(at or now + HOUR, now + HOUR)
        now = max(now + timedelta(minutes=5), now + (look - now) // timedelta(minutes=5) * timedelta(minutes=5))


zones = st.lists(st.sampled_from(ZONES), min_size=8, max_size=8)


@settings(max_examples=60, deadline=None)
@given(
    began=A_YEAR,
    opted_in=zones,
    mentors=st.lists(st.sampled_from(ZONES), min_size=1, max_size=5),
    tends=st.sampled_from(ZONES),
)
@example(began=CLOCKS_CHANGE[0], opted_in=["Europe/Lisbon"] * 8, mentors=["Europe/Lisbon"], tends="Europe/Lisbon")
@example(began=CLOCKS_CHANGE[1], opted_in=["Europe/Lisbon"] * 8, mentors=["Asia/Tokyo"], tends="Europe/Lisbon")
def test_all_are_reached_in_order_and_nobody_at_night(
    began: datetime, opted_in: list[str], mentors: list[str], tends: str
) -> None:
    world = World({Asked.OPTED_IN: opted_in, Asked.MENTORS: mentors, Asked.MODERATORS: [tends]})
    run(world, began, for_=timedelta(hours=80))
    given_ = [number for number, _at in world.asked]
    assert [given_.count(number) for number in (1, 2, 3, 4)] == [3, 5, len(mentors), 1]
    begun = [world.first(number) for number in (1, 2, 3, 4)]
    assert begun == sorted(at for at in begun if at is not None)
    for wave, at in zip(WAVES, begun, strict=True):
        assert at is not None
        assert at - began >= wave.after


@pytest.mark.parametrize("zone", ["UTC", "America/New_York", "Pacific/Auckland"])
def test_at_every_minute_of_a_day_eight_are_asked_by_the_next_morning(zone: str) -> None:
    for minute in range(0, 24 * 60, 7):
        began = datetime(2027, 6, 1, tzinfo=UTC) + timedelta(minutes=minute)
        world = World({Asked.OPTED_IN: [zone] * 8, Asked.MENTORS: [zone] * 2, Asked.MODERATORS: [zone]})
        run(world, began, for_=timedelta(hours=34))
        assert [number for number, _at in world.asked] == [1, 1, 1, 2, 2, 2, 2, 2, 3, 3, 4], began
        first = world.first(1)
        assert first is not None
        assert first - began <= timedelta(hours=13, minutes=5)


def test_whoever_is_awake_is_asked_and_the_rest_of_the_wave_in_the_morning() -> None:
    began = datetime(2027, 6, 1, 22, 10, tzinfo=UTC)
    world = World({Asked.OPTED_IN: ["Pacific/Auckland", *["Europe/Lisbon"] * 8]})
    run(world, began, for_=timedelta(hours=12))
    assert world.asked[0] == (1, began)
    assert [at for _number, at in world.asked[1:]] == [datetime(2027, 6, 2, 8, 0, tzinfo=UTC)] * 7


def test_a_group_that_has_nobody_is_passed_over() -> None:
    began = datetime(2027, 6, 1, 10, tzinfo=UTC)
    world = World({Asked.MODERATORS: ["UTC"]})
    run(world, began, for_=timedelta(hours=48))
    assert [number for number, _at in world.asked] == [4]


def test_a_later_wave_waits_for_an_owed_one() -> None:
    """A mentor who is awake is not asked instead of those who said that they would: they have not said no."""
    began = datetime(2027, 6, 1, 20, tzinfo=UTC)
    world = World({Asked.OPTED_IN: ["UTC"] * 8, Asked.MENTORS: ["Asia/Tokyo"]})
    run(world, began, for_=timedelta(hours=12, minutes=55))
    assert world.asked == []


def test_nor_do_mentors_wait_for_the_rest_of_a_wave_that_went_out() -> None:
    began = datetime(2027, 6, 1, 9, tzinfo=UTC)
    opted_in = [*["UTC"] * 4, *["Pacific/Auckland"] * 4]  # who sleep until 21:00
    world = World({Asked.OPTED_IN: opted_in, Asked.MENTORS: ["UTC"]})
    run(world, began, for_=timedelta(hours=14))
    assert world.first(3) == began + 8 * HOUR
    assert [at for number, at in world.asked if number == 2] == [began + 2 * HOUR, *[began + 12 * HOUR] * 4]


def test_two_more_each_morning_and_nobody_twice() -> None:
    began = datetime(2027, 6, 1, 10, tzinfo=UTC)
    world = World({Asked.OPTED_IN: ["UTC"] * 13})
    run(world, began, for_=timedelta(days=6))
    mornings = [at for number, at in world.asked if number == EACH_MORNING.number]
    assert mornings == [
        datetime(2027, 6, day, hour, tzinfo=UTC) for day, hour in ((2, 10), (2, 10), (3, 9), (3, 9), (4, 9))
    ]


def test_a_morning_that_found_them_asleep_is_owed() -> None:
    began = datetime(2027, 6, 1, 1, tzinfo=UTC)
    world = World({Asked.OPTED_IN: ["America/Los_Angeles"] * 12})
    run(world, began, for_=timedelta(days=3))
    mornings = {at for number, at in world.asked if number == EACH_MORNING.number}
    assert mornings <= {datetime(2027, 6, day, 16, tzinfo=UTC) for day in (2, 3)} | {
        datetime(2027, 6, 2, 1, tzinfo=UTC)
    }
    assert sum(number == EACH_MORNING.number for number, _at in world.asked) == 4


def test_a_story_asks_one() -> None:
    began = datetime(2027, 6, 1, 10, tzinfo=UTC)
    world = World({Asked.OPTED_IN: ["UTC"] * 5})
    run(world, began, for_=timedelta(days=3), given_=(GREETER,))
    assert [number for number, _at in world.asked] == [1]


@pytest.mark.parametrize(("given_", "expected"), [(QUESTION, [None, 5, 2]), ((GREETER,), [1])])
def test_where_nobody_offered_whoever_tends_is_asked_at_once(
    given_: tuple[Wave, ...], expected: list[int | None]
) -> None:
    instead = waves.without_offers(given_)
    assert instead[0].who is Asked.MODERATORS
    assert instead[0].after == timedelta(0)
    assert [wave.many for wave in instead] == expected


@pytest.mark.parametrize(
    ("at", "zone", "last", "following"),
    [
        ("2027-06-01 09:00", "UTC", "2027-06-01 09:00", "2027-06-02 09:00"),
        ("2027-06-01 08:59", "UTC", "2027-05-31 09:00", "2027-06-01 09:00"),
        ("2027-06-01 21:30", "Pacific/Auckland", "2027-06-01 21:00", "2027-06-02 21:00"),
        ("2027-03-28 08:30", "Europe/Lisbon", "2027-03-28 08:00", "2027-03-29 08:00"),  # the night before lost an hour
        ("2027-03-28 07:30", "Europe/Lisbon", "2027-03-27 09:00", "2027-03-28 08:00"),
    ],
)
def test_mornings(at: str, zone: str, last: str, following: str) -> None:
    now = datetime.fromisoformat(at).replace(tzinfo=UTC)
    assert waves.this_morning(now, ZoneInfo(zone)) == datetime.fromisoformat(last).replace(tzinfo=UTC)
    assert waves.next_morning(now, ZoneInfo(zone)) == datetime.fromisoformat(following).replace(tzinfo=UTC)
