"""Who hears what, who is refused, who is cut."""

from __future__ import annotations

import time

import pytest

from live.hub import MOST_REMEMBERED, MOST_WAITING, Hub, Refused
from live.tokens import Token


@pytest.fixture
def hub() -> Hub:
    hub = Hub(most=5, most_of_one=2)
    hub.starts_to_hear()
    hub.hears_since = time.time() - 10
    return hub


def page(person: str = "pa", topic: str = "t1", ago: float = 0) -> Token:
    return Token(person, topic, time.time() - ago)


def heard(listener) -> list[str]:
    """Kinds and what is said of them."""
    lines = listener.take().decode().split("\n\n")[:-1]
    return [" ".join(part.split(": ", 1)[1] for part in line.split("\n")[1:]) for line in lines]


def test_a_page_hears_of_its_topic_and_its_person_and_of_nobody_else(hub: Hub) -> None:
    one, other = hub.join(page("pa", "t1")), hub.join(page("pb", "t2"))
    hub.hear("say t1 post 7")
    hub.hear("say pb bell")
    hub.hear("say pc bell")
    assert heard(one) == ["post 7"]
    assert heard(other) == ["bell new"]


@pytest.mark.parametrize(
    "message", ["", "say", "say t1", "say t1 post 7 more", "end", "end t1 t2", "shout t1 x", "say  post"]
)
def test_what_is_no_message_changes_nothing(hub: Hub, message: str) -> None:
    listener = hub.join(page())
    hub.hear(message)
    assert (heard(listener), listener.has_ended) == ([], False)


def test_whoever_is_told_off_must_bring_a_newer_token(hub: Hub) -> None:
    listener, kept = hub.join(page(topic="t1")), hub.join(page("pb", "t2"))
    hub.hear("end t1")
    assert (listener.has_ended, kept.has_ended) == (True, False)
    with pytest.raises(Refused) as refusal:
        hub.join(page(ago=1))
    assert refusal.value.status == 403
    hub.leave(listener)
    hub.join(Token("pa", "t1", time.time() + 1))


def test_a_person_and_all_can_be_told_off(hub: Hub) -> None:
    one, other = hub.join(page("pa")), hub.join(page("pb"))
    hub.hear("end pa")
    assert (one.has_ended, other.has_ended) == (True, False)
    hub.hear("end all")
    assert other.has_ended
    with pytest.raises(Refused):
        hub.join(page("pc", "t9", ago=0.1))


def test_while_nothing_is_heard_nobody_listens_and_older_tokens_end(hub: Hub) -> None:
    listener = hub.join(page())
    hub.hears_nothing()
    assert listener.has_ended
    with pytest.raises(Refused) as refusal:
        hub.join(page("pb"))
    assert refusal.value.status == 503
    hub.starts_to_hear()
    with pytest.raises(Refused) as refusal:
        hub.join(page("pb", ago=1))
    assert refusal.value.status == 403


def test_one_person_and_all_have_a_bound(hub: Hub) -> None:
    mine = [hub.join(page("pa")) for _ in range(2)]
    with pytest.raises(Refused) as refusal:
        hub.join(page("pa"))
    assert refusal.value.status == 429
    for name in ("pb", "pc", "pd"):
        hub.join(page(name))
    with pytest.raises(Refused) as refusal:
        hub.join(page("pe"))
    assert refusal.value.status == 503
    hub.leave(mine[0])
    hub.join(page("pe"))


def test_who_left_leaves_nothing_behind(hub: Hub) -> None:
    for listener in [hub.join(page("pa")), hub.join(page("pb", ""))]:
        hub.leave(listener)
    assert (hub.count, dict(hub.listeners), dict(hub.of_person)) == (0, {}, {})


def test_who_is_too_slow_is_cut_and_holds_no_more(hub: Hub) -> None:
    listener = hub.join(page())
    for number in range(MOST_WAITING):
        hub.hear(f"say t1 post {number}")
    assert not listener.has_ended
    for number in range(1000):
        hub.hear(f"say t1 post {number}")
    assert listener.has_ended
    assert len(listener.waiting) <= MOST_WAITING


def test_who_was_away_for_a_moment_is_told_what_came_meanwhile(hub: Hub) -> None:
    listener = hub.join(page())
    hub.hear("say t1 post 1")
    before = hub.last
    hub.leave(listener)
    hub.hear("say t1 post 2")
    hub.hear("say t2 post 3")
    assert heard(hub.join(page(), heard=before)) == ["post 2"]
    assert heard(hub.join(page(ago=0))) == []


def test_only_so_much_is_remembered(hub: Hub) -> None:
    for number in range(2 * MOST_REMEMBERED):
        hub.hear(f"say t1 post {number}")
    assert len(hub.said) == MOST_REMEMBERED
    hub.ended = {f"t{n}": time.time() - 400 for n in range(50)}
    hub.hear("end t1")
    assert list(hub.ended) == ["t1"]
