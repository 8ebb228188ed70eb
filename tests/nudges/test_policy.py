"""The attention treaty, line by line, and whatever else hypothesis thinks of."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from notices import hours
from nudges.policy import Facts, No, Nudge, Sent, Yes, may_send

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
DAY, HOUR = timedelta(days=1), timedelta(hours=1)

PLAIN = Facts(kind=Nudge.RECIPROCITY, now=NOON, time_zone="UTC", joined_at=NOON - 100 * DAY)
NEW = replace(PLAIN, kind=Nudge.WELCOME, joined_at=NOON - 24 * HOUR)


def sent(days: float, kind: str = "stay", *, heeded: bool = True) -> Sent:
    return Sent(kind, NOON - days * DAY, heeded)


ALLOWED = {
    "nothing stands against it": PLAIN,
    "seven days after the last": replace(PLAIN, sent=(sent(7),)),
    "the second in thirty days": replace(PLAIN, sent=(sent(29),)),
    "the third, for who chose three": replace(PLAIN, sent=(sent(29), sent(15)), per_period=3),
    "thirty days after the last of its kind": replace(PLAIN, sent=(sent(30, "reciprocity"),)),
    "one ignored": replace(PLAIN, sent=(sent(40, "reciprocity", heeded=False),)),
    "two ignored, with one heeded since": replace(
        PLAIN,
        sent=(sent(200, "reciprocity", heeded=False), sent(150, "reciprocity", heeded=False), sent(100, "reciprocity")),
    ),
    "two ignored, and chosen again since": replace(
        PLAIN,
        sent=(sent(200, "reciprocity", heeded=False), sent(150, "reciprocity", heeded=False)),
        chosen_at=NOON - 90 * DAY,
    ),
    "two ignored of another kind": replace(PLAIN, sent=(sent(200, heeded=False), sent(150, heeded=False))),
    "at nine": replace(PLAIN, now=NOON.replace(hour=9)),
    "a minute before eight": replace(PLAIN, now=NOON.replace(hour=19, minute=59)),
    "after the first seven days": replace(PLAIN, joined_at=NOON - 7 * DAY),
    "a welcome after twenty hours": replace(NEW, joined_at=NOON - 20 * HOUR),
    "a welcome after two days": replace(NEW, joined_at=NOON - 48 * HOUR),
}

REFUSED = {
    "six days after the last": replace(PLAIN, sent=(sent(6.99),)),
    "the third in thirty days": replace(PLAIN, sent=(sent(29), sent(15))),
    "the fourth, for who chose three": replace(PLAIN, sent=(sent(29), sent(20), sent(10)), per_period=3),
    "the second, for who chose one": replace(PLAIN, sent=(sent(29),), per_period=1),
    "who chose none": replace(PLAIN, per_period=0),
    "who stopped the kind": replace(PLAIN, wants_kind=False),
    "reciprocity within thirty days": replace(PLAIN, sent=(sent(29, "reciprocity"),)),
    "two ignored": replace(
        PLAIN, sent=(sent(200, "reciprocity", heeded=False), sent(150, "reciprocity", heeded=False))
    ),
    "two ignored since it was chosen again": replace(
        PLAIN,
        sent=(sent(80, "reciprocity", heeded=False), sent(50, "reciprocity", heeded=False)),
        chosen_at=NOON - 90 * DAY,
    ),
    "before nine": replace(PLAIN, now=NOON.replace(hour=8, minute=59)),
    "at eight in the evening": replace(PLAIN, now=NOON.replace(hour=20)),
    "in the first seven days": replace(PLAIN, joined_at=NOON - 6.99 * DAY),
    "the suspended": replace(PLAIN, is_suspended=True),
    "the resting": replace(PLAIN, is_resting=True),
    "whoever is in a crisis": replace(PLAIN, is_in_crisis=True),
    "across a block": replace(PLAIN, is_blocked=True),
    "about what they cannot see": replace(PLAIN, may_see_it=False),
    "about what is over": replace(PLAIN, is_still_true=False),
    "a closed account": replace(PLAIN, is_living_account=False),
    "a welcome after nineteen hours": replace(NEW, joined_at=NOON - 19.9 * HOUR),
    "a welcome after two days and a bit": replace(NEW, joined_at=NOON - 48.1 * HOUR),
    "a second welcome": replace(NEW, sent=(sent(0.2, "welcome"),)),
    "a welcome to whoever wants no suggestions": replace(NEW, per_period=0),
}


@pytest.mark.parametrize("facts", ALLOWED.values(), ids=ALLOWED.keys())
def test_allowed(facts: Facts) -> None:
    assert may_send(facts) == Yes()


@pytest.mark.parametrize("facts", REFUSED.values(), ids=REFUSED.keys())
def test_refused(facts: Facts) -> None:
    answer = may_send(facts)
    assert isinstance(answer, No)
    assert len(answer.why) > 10
    assert answer.until is None or answer.until > facts.now


def test_night_is_a_wait_and_not_a_no() -> None:
    answer = may_send(replace(PLAIN, now=NOON.replace(hour=23)))
    assert isinstance(answer, No)
    assert answer.until == NOON.replace(hour=9) + DAY


def test_a_welcome_that_would_come_too_late_is_not_kept_for_the_morning() -> None:
    night = NOON.replace(hour=23)
    answer = may_send(replace(NEW, now=night, joined_at=night - 40 * HOUR))
    assert isinstance(answer, No)
    assert answer.until is None


def test_a_welcome_that_is_early_waits_for_its_hour() -> None:
    answer = may_send(replace(NEW, joined_at=NOON - 2 * HOUR))
    assert isinstance(answer, No)
    assert answer.until == NOON + 18 * HOUR


# --- hours -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("zone", "utc_hour", "awake"),
    [
        ("Asia/Kathmandu", 3, False),  # 08:45
        ("Asia/Kathmandu", 4, True),  # 09:45
        ("Pacific/Kiritimati", 18, False),  # 08:00 tomorrow
        ("Pacific/Kiritimati", 19, True),
        ("Pacific/Marquesas", 18, False),  # 08:30
        ("Pacific/Marquesas", 19, True),  # 09:30
        ("Not/AZone", 12, True),  # taken as UTC
        ("", 3, False),
        ("../../etc/passwd", 3, False),
    ],
)
def test_odd_zones(zone: str, utc_hour: int, awake: bool) -> None:
    assert hours.is_awake(NOON.replace(hour=utc_hour), zone) is awake


def test_the_morning_after_the_clocks_change_is_nine_again() -> None:
    for year, month, day, utc in ((2026, 3, 28, 7), (2026, 10, 24, 8)):
        evening = datetime(year, month, day, 22, tzinfo=ZoneInfo("Europe/Berlin"))
        morning = hours.next_awake(evening.astimezone(UTC), "Europe/Berlin")
        assert (morning.hour, morning.astimezone(ZoneInfo("Europe/Berlin")).hour) == (utc, 9)


def test_a_day_that_a_zone_skipped_has_no_morning() -> None:
    """Samoa went from 29 to 31 December 2011."""
    evening = datetime(2011, 12, 29, 22, tzinfo=ZoneInfo("Pacific/Apia"))
    morning = hours.next_awake(evening.astimezone(UTC), "Pacific/Apia").astimezone(ZoneInfo("Pacific/Apia"))
    assert (morning.day, morning.hour) == (31, 9)


zones = st.sampled_from(sorted(available_timezones()))
moments = st.datetimes(datetime(2024, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001


@given(now=moments, zone=zones)
def test_it_is_always_day_when_something_is_sent(now: datetime, zone: str) -> None:
    moment = hours.next_awake(now, zone)
    local = moment.astimezone(ZoneInfo(zone))
    assert now <= moment < now + timedelta(days=2)
    assert 9 <= local.hour < 20


@given(now=moments)
@settings(max_examples=20, deadline=None)
def test_the_zones_where_it_is_day_are_exactly_those(now: datetime) -> None:
    minute = now.replace(second=0, microsecond=0)
    awake = set(hours.awake_zones(now))
    assert awake == {zone for zone in available_timezones() if hours.is_awake(minute, zone)}


# --- whatever is tried, the treaty holds --------------------------------------------------------------


@given(
    tries=st.lists(
        st.tuples(st.integers(1, 60), st.sampled_from(list(Nudge)), st.booleans()), min_size=5, max_size=120
    ),
    per_period=st.integers(0, 3),
    zone=zones,
    start=moments,
)
@settings(deadline=None)
def test_never_two_in_seven_days_nor_more_than_chosen_in_thirty(
    tries: list[tuple[int, Nudge, bool]], per_period: int, zone: str, start: datetime
) -> None:
    """A year of attempts at random hours: each that is allowed counts against the next."""
    now, past = start, []
    for wait, kind, heeded in tries:
        now += wait * HOUR
        facts = Facts(kind=kind, now=now, time_zone=zone, joined_at=start, sent=tuple(past), per_period=per_period)
        if may_send(facts) == Yes():
            assert hours.is_awake(now, zone)
            past.append(Sent(kind, now, heeded))
    times = [one.at for one in past]
    assert all(later - earlier >= 7 * DAY for earlier, later in pairwise(times))
    for moment in times:
        assert sum(1 for other in times if timedelta(0) <= moment - other < 30 * DAY) <= per_period
    welcomes = [one.at - start for one in past if one.kind == Nudge.WELCOME]
    assert len(welcomes) <= 1
    assert all(20 * HOUR <= age <= 48 * HOUR for age in welcomes)
    assert all(one.at - start >= 7 * DAY for one in past if one.kind != Nudge.WELCOME)
    asked = [one.at for one in past if one.kind == Nudge.RECIPROCITY]
    assert all(later - earlier >= 30 * DAY for earlier, later in pairwise(asked))


flags = st.fixed_dictionaries(
    {
        "is_living_account": st.booleans(),
        "is_suspended": st.booleans(),
        "is_resting": st.booleans(),
        "is_in_crisis": st.booleans(),
        "is_blocked": st.booleans(),
        "may_see_it": st.booleans(),
        "is_still_true": st.booleans(),
        "wants_kind": st.booleans(),
    }
)


@given(flags=flags)
def test_any_one_of_the_noes_is_a_no(flags: dict[str, bool]) -> None:
    good = {"is_living_account": True, "may_see_it": True, "is_still_true": True, "wants_kind": True}
    allowed = all(value == good.get(name, False) for name, value in flags.items())
    assert (may_send(replace(PLAIN, **flags)) == Yes()) is allowed
