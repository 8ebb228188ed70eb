"""The desk: what waits for a person, in which order, for whom; and the page's answers."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from forum.models import Post, Status
from members.models import Member
from moderation.actions.decisions import decide
from moderation.actions.reports import report
from moderation.actions.second_looks import ask
from moderation.models import Decision, Report, SecondLook
from moderation.queries.queue import queue
from moderation.queries.waiting import without_reply
from moderation.views.desk import need_a_person
from notices.models import Notice
from recognition.models import Help
from tests import cast, make
from tests.forum import say
from tests.ledger import settle
from tests.moderation.place import Place

Verb = Decision.Verb
DESK = "moderation:desk"


def ago(minutes: int) -> object:
    return timezone.now() - timedelta(minutes=minutes)


def test_danger_comes_first_then_the_oldest(place: Place) -> None:
    newer, oldest = (make.answer(topic=place.post.topic, by=place.author) for _ in range(2))
    for thing, reason, minutes in ((newer, "selling", 5), (oldest, "other", 90), (place.masked, "danger", 1)):
        row = report(actor=place.reader, thing=thing, reason=reason)
        Report.objects.filter(pk=row.pk).update(at=ago(minutes))
    assert [case.thing for case in queue(place.moderator)] == [place.masked, oldest, newer]


def test_a_case_says_why_in_words_and_names_nobody_who_reported(place: Place, client: object) -> None:
    for who in (place.reader, cast.callum()):
        report(actor=who, thing=place.masked, reason="danger", note="Please look.")
    client.force_login(place.moderator)
    html = client.get(reverse(DESK)).content.decode()
    assert "One thing needs a person" in html
    assert "Someone may be in danger" in html
    assert "Flagged by 2 people." in html
    assert place.masked.mask.name in html
    for name in (place.reader.shown_name, "Callum", place.author.shown_name):
        assert name not in html.split('class="queue"')[1].split("</ol>")[0]


def test_held_posts_and_second_looks_wait_there_too(place: Place) -> None:
    topic = say.ask(actor=cast.wilf(), space=place.space, body="Look at https://quick.example/now")
    settle()
    decision = decide(moderator=place.moderator, thing=place.post, verb=Verb.HIDE, reason="Selling.")
    ask(actor=place.author, decision=decision, words="It was a quotation.")
    found = {case.thing.pk: case for case in queue(place.admin)}
    assert found[say.opening(topic).pk].why == "First post from a new account"
    assert found[place.post.pk].why == "A second look is asked for"
    assert Verb.UPHOLD in found[place.post.pk].verbs


@pytest.mark.parametrize(("who", "count"), [("moderator", 1), ("admin", 1), ("stranger", 0)])
def test_everybody_sees_the_spaces_that_they_tend(place: Place, who: str, count: int) -> None:
    report(actor=place.reader, thing=place.post, reason="other")
    assert len(queue(getattr(place, who))) == count


def test_a_comment_is_a_case_of_its_own(place: Place) -> None:
    comment = make.comment(post=place.post, by=place.author)
    report(actor=place.reader, thing=comment, reason="unkind")
    assert [case.thing for case in queue(place.moderator)] == [comment]


def test_what_was_taken_back_by_its_author_is_no_case(place: Place) -> None:
    report(actor=place.reader, thing=place.post, reason="unkind")
    Post.objects.filter(pk=place.post.pk).update(status=Status.DELETED)
    assert queue(place.moderator) == []


def test_the_queries_do_not_grow(place: Place, django_assert_max_num_queries: object) -> None:
    for _ in range(12):
        thing = make.answer(topic=make.topic(space=place.space), by=make.member())
        report(actor=make.member(), thing=thing, reason="other")
    with django_assert_max_num_queries(9):
        assert len(queue(Member.objects.get(pk=place.moderator.pk))) == 12


@pytest.mark.parametrize(
    ("count", "words"),
    [
        (0, "Nothing needs a person now"),
        (1, "One thing needs a person"),
        (4, "Four things need a person"),
        (13, "13 things need a person"),
    ],
)
def test_the_sentence(count: int, words: str) -> None:
    assert need_a_person(count) == words


# --- without a reply ---------------------------------------------------------------------------------------------


def test_newcomers_without_a_reply_the_longest_wait_first_with_somebody_who_could(place: Place) -> None:
    wilf, callum = cast.wilf(), cast.callum()
    newer = make.topic(space=place.space, by=wilf, tags=("bank fees",), at=ago(60))
    older = make.topic(space=place.space, by=callum, at=ago(240))
    make.topic(space=place.space, by=place.reader, at=ago(500))
    tag = newer.tags.get()
    Help.objects.create(helper=place.reader, helped=place.author, tag=tag, topic=newer, post=place.post)
    found = without_reply(place.moderator)
    assert [row.topic for row in found] == [older, newer]
    assert found[0].somebody is None
    assert found[1].somebody == place.reader
    assert "“bank fees”" in found[1].why


def test_a_broken_promise_stands_first_whoever_asked(place: Place, client: Client) -> None:
    young = make.topic(space=place.space, by=cast.wilf(), at=ago(240))
    late = make.topic(space=place.space, by=place.reader, at=ago(24 * 60 + 1))
    later = make.topic(space=place.space, by=place.author, at=ago(5 * 24 * 60))
    make.topic(space=place.space, by=place.reader, at=ago(31 * 24 * 60))
    assert [(row.topic, row.is_late) for row in without_reply(place.moderator)] == [
        (later, True),
        (late, True),
        (young, False),
    ]
    client.force_login(place.moderator)
    assert client.get(reverse("moderation:desk")).content.decode().count("longer than we promised") == 2


def test_help_by_a_mask_suggests_nobody(place: Place) -> None:
    topic = make.topic(space=place.space, by=cast.wilf(), tags=("bank fees",))
    mask = make.mask(of=place.reader, topic=topic)
    Help.objects.create(helper_mask=mask, helped=place.author, tag=topic.tags.get(), topic=topic, post=place.post)
    assert without_reply(place.moderator)[0].somebody is None


def test_help_for_a_mask_suggests_nobody(place: Place) -> None:
    topic = make.topic(space=place.space, by=cast.wilf(), tags=("bank fees",))
    mask = make.mask(of=place.author, topic=topic)
    Help.objects.create(helper=place.reader, helped_mask=mask, tag=topic.tags.get(), topic=topic, post=place.post)
    assert without_reply(place.moderator)[0].somebody is None


def test_answered_and_other_spaces_are_not_there(place: Place) -> None:
    make.answer(topic=make.topic(space=place.space, by=cast.wilf()))
    make.topic(by=cast.callum())
    assert without_reply(place.moderator) == []


# --- the pages ---------------------------------------------------------------------------------------------------


def case_of(post: Post) -> str:
    return reverse("moderation:case", args=["post", post.pk])


def test_deciding_from_the_page_leads_back_to_the_desk(place: Place, client: object) -> None:
    report(actor=place.reader, thing=place.post, reason="selling")
    client.force_login(place.moderator)
    answer = client.post(case_of(place.post), {"verb": "hide", "reason": "Selling.", "seen": 0})
    assert (answer.status_code, answer["Location"]) == (303, reverse(DESK))
    assert "Hidden. The author gets your reason." in client.get(reverse(DESK)).content.decode()


def test_htmx_gets_the_new_title_and_a_toast_with_undo(place: Place, client: object) -> None:
    other = make.answer(topic=place.post.topic, by=place.author)
    for thing in (place.post, other):
        report(actor=place.reader, thing=thing, reason="selling")
    client.force_login(place.moderator)
    hx = {"HX-Request": "true"}
    answer = client.post(case_of(place.post), {"verb": "keep", "seen": 0}, headers=hx)
    assert "One thing needs a person" in answer.content.decode()
    sent = json.loads(answer["HX-Trigger"])
    assert sent["toast"]["undo"] == reverse("moderation:undo", args=[Decision.objects.get().pk])
    assert client.post(sent["toast"]["undo"]).status_code == 303
    assert len(queue(place.moderator)) == 2


def test_without_a_reason_the_page_says_so(place: Place, client: object) -> None:
    client.force_login(place.moderator)
    answer = client.post(case_of(place.post), {"verb": "hide", "reason": "", "seen": 0})
    assert answer.status_code == 422
    assert "Please write a reason" in answer.content.decode()


@pytest.mark.parametrize("htmx", [False, True])
def test_whoever_comes_second_gets_409_with_the_name(place: Place, client: object, htmx: bool) -> None:
    report(actor=place.reader, thing=place.post, reason="selling")
    decide(moderator=place.moderator, thing=place.post, verb=Verb.HIDE, reason="Selling.")
    client.force_login(place.admin)
    headers = {"HX-Request": "true"} if htmx else {}
    answer = client.post(case_of(place.post), {"verb": "restore", "reason": "Fine.", "seen": 0}, headers=headers)
    assert answer.status_code == 409
    assert "Marit has just taken this" in answer.content.decode()


def test_members_get_403_visitors_sign_in_and_strangers_404(place: Place, client: object) -> None:
    secret = make.answer(topic=make.topic(space=make.space(visibility="moderators")))
    assert client.get(reverse(DESK)).status_code == 302
    client.force_login(place.reader)
    assert client.get(reverse(DESK)).status_code == 403
    assert client.get(case_of(place.post)).status_code == 403
    assert client.post(case_of(place.post), {"verb": "hide", "reason": "x y z"}).status_code == 403
    assert client.get(case_of(secret)).status_code == 404
    client.force_login(place.stranger)
    assert client.get(case_of(place.post)).status_code == 403
    assert client.post(case_of(place.post), {"verb": "hide", "reason": "x y z"}).status_code == 403


def test_a_garbled_form_changes_nothing(place: Place, client: object) -> None:
    client.force_login(place.moderator)
    for sent in ({}, {"verb": "burn"}, {"verb": "hide", "seen": "x"}, {"verb": "hide", "seen": -1}):
        assert client.post(case_of(place.post), sent).status_code == 422
    assert not Decision.objects.exists()


# --- a second look -----------------------------------------------------------------------------------------------


def hidden(place: Place, thing: Post | None = None) -> Decision:
    return decide(moderator=place.moderator, thing=thing or place.post, verb=Verb.HIDE, reason="Selling.")


@pytest.mark.parametrize("masked", [False, True])
def test_the_author_reads_why_and_asks_for_a_second_look(place: Place, client: object, masked: bool) -> None:
    decision = hidden(place, place.masked if masked else place.post)
    client.force_login(place.author)
    address = reverse("moderation:second_look", args=[decision.pk])
    assert "Selling." in client.get(address).content.decode()
    assert client.post(address, {"words": "It was a quotation."}).status_code == 303
    row = SecondLook.objects.get()
    assert (row.member is None) == masked
    assert "Somebody will read your words" in client.get(address).content.decode()
    assert client.post(address, {"words": "Again."}).status_code == 422


def test_nobody_else_finds_that_page(place: Place, client: object) -> None:
    address = reverse("moderation:second_look", args=[hidden(place).pk])
    for who in (place.reader, place.moderator, place.admin):
        client.force_login(who)
        assert client.get(address).status_code == 404
        assert client.post(address, {"words": "x"}).status_code == 404


def test_a_second_look_restores_or_upholds_with_a_reason(place: Place) -> None:
    decision = hidden(place)
    row = ask(actor=place.author, decision=decision, words="It was a quotation.")
    answer = decide(moderator=place.admin, thing=place.post, verb=Verb.UPHOLD, reason="It sells all the same.")
    row.refresh_from_db()
    assert row.answer == answer
    settle()
    assert Notice.objects.get(member=place.author, kind="upheld").data["reason"] == "It sells all the same."
    assert Post.objects.get(pk=place.post.pk).status == Status.HIDDEN


# --- the log -----------------------------------------------------------------------------------------------------


def test_the_log_says_what_and_why_and_never_who_was_hidden(place: Place, client: object) -> None:
    hidden(place)
    hidden(place, place.masked)
    html = client.get(reverse("moderation:log")).content.decode()
    assert html.count("Selling.") == 2
    assert "Marit" in html
    for name in (place.author.shown_name, place.author.handle, place.masked.mask.name):
        assert name not in html


def test_a_space_that_one_may_not_know_has_no_line(place: Place, client: object) -> None:
    hidden(place)
    place.space.visibility = "members"
    place.space.save()
    assert "Selling." not in client.get(reverse("moderation:log")).content.decode()
    client.force_login(place.reader)
    assert "Selling." in client.get(reverse("moderation:log")).content.decode()
    place.space.visibility = "moderators"
    place.space.save()
    assert "Selling." not in client.get(reverse("moderation:log")).content.decode()


def test_the_log_is_paged_by_key(place: Place, client: object, django_assert_max_num_queries: object) -> None:
    now = timezone.now()
    Decision.objects.bulk_create(
        Decision(
            moderator=place.moderator,
            verb=Verb.KEEP,
            space=place.space,
            post=place.post,
            reason=f"Reason {number:02}",
            at=now - timedelta(minutes=number),
        )
        for number in range(40)
    )
    with django_assert_max_num_queries(4):
        first = client.get(reverse("moderation:log"))
    assert "Reason 29" in first.content.decode()
    assert "Reason 30" not in first.content.decode()
    second = client.get(reverse("moderation:log") + first.context["older"])
    assert "Reason 30" in second.content.decode()
    assert "Reason 29" not in second.content.decode()
    back = client.get(reverse("moderation:log") + second.context["newer"])
    assert "Reason 29" in back.content.decode()
    assert "Reason 30" not in back.content.decode()
