"""What crowds ask for: each topic once by strangers; what two hundred members do on a day."""

from __future__ import annotations

import random
from datetime import UTC, datetime
from functools import cache
from urllib.parse import urlencode
from uuid import UUID

from django.utils import timezone

from benchmarks import measured
from benchmarks.plans import most_used_tag
from forum.models import Closing, Topic
from members.models import Member
from writing.search_text import tokens

Request = tuple[str, str, str, str]  # name, path, cookie, body

MEMBERS = 200
SEED = 7  # the same order in every run
WARMED_UP_WITH = 80  # topics that are asked for before anything is measured, and not again
# Of a hundred requests of members: they read lists and topics, and one in fifty is an answer.
DAY = {"home": 18, "latest": 20, "unanswered": 10, "space": 10, "tag": 6, "search": 6, "topic": 28, "answer": 2}
SEARCHES = 48  # different ones
LONGEST_SEARCH = 3  # words
CSRF = "b" * 32  # as in measured.session_cookie


def addresses() -> list[str]:
    """Of every topic, in an order that no list has."""
    found = [topic.get_absolute_url() for topic in Topic.objects.filter(status="visible").only("slug").order_by("pk")]
    random.Random(SEED).shuffle(found)  # noqa: S311
    return found


def strangers() -> tuple[list[Request], list[Request]]:
    """What warms the server up, and then each of the other topics once."""
    found: list[Request] = [("topic", path, "", "") for path in addresses()]
    return found[:WARMED_UP_WITH], found[WARMED_UP_WITH:]


def members() -> list[str]:
    """The cookies of two hundred who have signed in."""
    about = {"approved_at": timezone.now(), "stage": "member", "joined_at": datetime(2020, 1, 1, tzinfo=UTC)}
    names = [f"bench-{n}" for n in range(MEMBERS)]
    known = [Member.objects.get_or_create(handle=name, defaults={"display_name": name, **about})[0] for name in names]
    return [measured.session_cookie(member) for member in known]


def a_day(length: int) -> list[Request]:
    """`length` requests of members, weighted as in `DAY`."""
    dice = random.Random(SEED)  # noqa: S311  (no secret)
    cookies, topics = members(), addresses()[:MEMBERS]
    closed = set(Closing.objects.values_list("topic_id", flat=True))
    still_open = [path for path in topics if int(_number(path)) not in closed]
    return [
        _request(dice, name, dice.choice(cookies), still_open if name == "answer" else topics)
        for name in dice.choices(list(DAY), list(DAY.values()), k=length)
    ]


def _number(path: str) -> str:
    return path.split("/")[2]


def _request(dice: random.Random, name: str, cookie: str, topics: list[str]) -> Request:
    path = dice.choice(topics)
    if name == "search":
        return name, dice.choice(searches()), cookie, ""
    if name == "answer":
        fields = {
            "body": "I rang them.",
            "as": "me",
            "csrfmiddlewaretoken": CSRF,
            "submit_key": UUID(int=dice.getrandbits(128), version=4),
        }
        return name, f"/t/{_number(path)}/answers", cookie, urlencode(fields)
    return name, path if name == "topic" else places()[name], cookie, ""


@cache
def searches() -> list[str]:
    """The addresses of searches for words that stand in titles: nobody asks for the same as the one before."""
    dice = random.Random(SEED)  # noqa: S311  (no secret)
    titles = list(Topic.objects.filter(status="visible").order_by("pk").values_list("title", flat=True)[:500])
    words = [[title[word.start : word.end] for word in tokens(title) if word.whole] for title in titles]
    long_enough = [found for found in words if len(found) >= LONGEST_SEARCH]
    asked = [dice.sample(found, n % LONGEST_SEARCH + 1) for n, found in enumerate(dice.sample(long_enough, SEARCHES))]
    return [f"/search/?{urlencode({'q': ' '.join(found)})}" for found in asked]


def places() -> dict[str, str]:
    if not _places:
        space = measured.topic().space.get_absolute_url()
        lists = {"latest": "/latest/", "unanswered": "/unanswered/", "space": space}
        _places.update(lists | {"tag": most_used_tag().get_absolute_url(), "home": "/"})
    return _places


_places: dict[str, str] = {}
