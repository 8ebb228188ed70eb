"""A refusal of the rules is answered in one place: its sentence, with its own status; a form keeps its words."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.urls import reverse

from blog.actions.drafts import EditedMeanwhile
from forum import limits
from forum.limits import TooMuch
from members.rules import NotAllowed
from moderation.rules import AlreadyDecided
from tests import make
from tests.matrix_world import World
from web.middleware import Refusals

pytestmark = pytest.mark.django_db
ROOT = Path(__file__).resolve().parents[1]
LONG = "Call them before the day it is due, and write down who you spoke to."
PART = {"HX-Request": "true"}


def answered(error: Exception, client: Client, monkeypatch: pytest.MonkeyPatch, **headers: str) -> HttpResponse:
    """What a view answers out of which this comes."""
    make.community()
    client.force_login(make.member())

    def refuse(**_given: object) -> None:
        raise error

    monkeypatch.setattr("members.actions.blocks.block", refuse)
    return client.post(f"/@{make.member().handle}/block/", headers=headers)


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (NotAllowed("A <sentence> for you."), 403),
        (AlreadyDecided("A <sentence> for you."), 409),
        (TooMuch("A <sentence> for you.", retry_after=90), 429),
    ],
)
@pytest.mark.parametrize("part", [False, True])
def test_the_sentence_with_the_status_of_the_refusal(
    client: Client, monkeypatch: pytest.MonkeyPatch, error: NotAllowed, status: int, part: bool
) -> None:
    answer = answered(error, client, monkeypatch, **(PART if part else {}))
    page = answer.content.decode()
    assert answer.status_code == status
    assert page.count("A &lt;sentence&gt; for you.") == 1
    assert ("<html" in page) is not part
    assert answer.headers.get("Retry-After") == ("90" if status == 429 else None)


def test_every_other_error_is_an_error(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(ValueError, match="broken"):
        answered(ValueError("broken"), client, monkeypatch)
    there = Refusals(lambda _request: HttpResponse())
    assert there.process_exception(RequestFactory().get("/"), ValueError("broken")) is None


def test_each_kind_knows_its_status() -> None:
    assert (NotAllowed.status, AlreadyDecided.status, EditedMeanwhile.status, TooMuch.status) == (403, 409, 409, 429)


FORMS = {
    "forum:answer": ("POSTS_PER_ADDRESS", {"body": LONG, "as": "me"}),
    "forum:comments": ("COMMENTS_PER_ADDRESS", {"body": LONG, "as": "me"}),
    "recognition:thanks": ("THANKS_PER_ADDRESS", {"note": LONG, "words": "gentle"}),
    "moderation:report": ("REPORTS_PER_ADDRESS", {"reason": "selling", "note": LONG}),
}


@pytest.mark.parametrize("part", [False, True])
def test_a_form_over_a_limit_says_429_and_keeps_its_words(monkeypatch: pytest.MonkeyPatch, part: bool) -> None:
    world, client = World(), Client()
    client.force_login(make.member())
    for name, (limit, said) in FORMS.items():
        monkeypatch.setattr(limits, limit, limits.Limit(limit, 0, timedelta(hours=1)))
        path = reverse(name, args=[world.post.topic_id] if name == "forum:answer" else world.args(name))
        answer = client.post(path, said | {"submit_key": str(uuid4())}, headers=PART if part else {})
        assert answer.status_code == 429, name
        assert 0 < int(answer["Retry-After"]) <= 3600, name
        assert LONG in answer.content.decode(), name


def test_a_form_that_a_rule_refuses_says_422_and_keeps_its_words() -> None:
    world, client = World(), Client()
    client.force_login(world.suspended)
    for name, (_limit, said) in FORMS.items():
        path = reverse(name, args=[world.post.topic_id] if name == "forum:answer" else world.args(name))
        answer = client.post(path, said | {"submit_key": str(uuid4())})
        assert answer.status_code == 422, name
        assert LONG in answer.content.decode(), name


def test_no_view_answers_a_refusal_by_itself() -> None:
    """It either keeps the words of a form, or lets the refusal through."""
    handler = re.compile(r"except (?:\w+\.)?NotAllowed.*?(?=\n\S|\n    return |\n        else|\Z)", re.DOTALL)
    alone = [
        f"{path.relative_to(ROOT)}: {found[:60]}"
        for app in ("blog", "forum", "members", "mentorship", "moderation", "notices", "nudges", "recognition")
        for path in [*(ROOT / app).glob("views/*.py"), *(ROOT / app).glob("views.py")]
        for found in handler.findall(path.read_text())
        if "refused(" in found or ("status=403" in found and path.name != "hello.py")
    ]
    assert alone == []


def test_a_request_is_answered_as_ever_where_nothing_is_refused() -> None:
    request: HttpRequest = RequestFactory().get("/")
    assert Refusals(lambda _request: HttpResponse("yes"))(request).content == b"yes"
