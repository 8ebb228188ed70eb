"""What the law asks of a host: pages to begin with, the record, and reasons in every mail about a decision."""

from __future__ import annotations

import csv
import io
import json
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from masks.models import Mask
from members.models import Member
from moderation.actions import accounts, reports, second_looks
from moderation.actions.decisions import decide
from moderation.models import Decision
from notices.actions.mailer import build
from notices.kinds import KINDS
from notices.models import Message
from privacy.law import PAGES
from privacy.models import LawText
from privacy.queries import record
from tests import cast, make
from tests.ledger import settle
from tests.privacy.copies import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin() -> Member:
    make.community()
    return cast.nasreen()


# --- pages --------------------------------------------------------------------------------------------------------------


def test_visitors_read_what_is_public_and_nothing_else(admin) -> None:
    listed = Client().get(reverse("privacy:law")).content.decode()
    for page in PAGES:
        answer = Client().get(reverse("privacy:law_page", args=[page.slug]))
        assert answer.status_code == (200 if page.is_public else 404)
        assert (str(page.title) in listed) is page.is_public
    assert signed_in(cast.pau()).get(reverse("privacy:law_page", args=["risks"])).status_code == 404
    assert signed_in(admin).get(reverse("privacy:law_page", args=["risks"])).status_code == 200


def test_an_admin_changes_a_page_and_gets_its_first_words_back(admin) -> None:
    client, address = signed_in(admin), reverse("privacy:law_edit", args=["contact"])
    assert "Nobody here has looked" in client.get(reverse("privacy:law_page", args=["contact"])).content.decode()
    assert client.post(address, {"text": "Write to **Rosa**. <script>x</script>"}).status_code == 303
    page = Client().get(reverse("privacy:law_page", args=["contact"])).content.decode()
    assert "<strong>Rosa</strong>" in page
    assert "<script>x" not in page
    assert LawText.objects.get().changed_by == admin
    client.post(address, {"text": "  "})
    assert not LawText.objects.exists()
    assert "Rosa" not in Client().get(reverse("privacy:law_page", args=["contact"])).content.decode()


@pytest.mark.parametrize("who", ["pau", "moderator"])
def test_nobody_else_changes_one_or_sees_the_record(admin, who: str) -> None:
    member = cast.pau() if who == "pau" else make.moderator(of=make.space(), by=admin)
    client = signed_in(member)
    assert client.post(reverse("privacy:law_edit", args=["contact"]), {"text": "x"}).status_code == 404
    assert client.get(reverse("privacy:record"), {"form": "csv"}).status_code == 404
    assert not LawText.objects.exists()


def test_a_page_that_is_too_long_is_refused_beside_the_field(admin) -> None:
    answer = signed_in(admin).post(reverse("privacy:law_edit", args=["contact"]), {"text": "x" * 40_001})
    assert answer.status_code == 422
    assert 'aria-invalid="true"' in answer.content.decode()


def test_an_unknown_page_is_none(admin) -> None:
    assert signed_in(admin).get("/law/no-such-page/").status_code == 404
    assert signed_in(admin).post("/law/no-such-page/edit/", {"text": "x"}).status_code == 404


# --- the record ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def busy(admin) -> Any:
    """A complaint, a decision on it, and a second look at that."""
    post = make.answer(by=cast.dorrie(), topic=make.topic(space=make.space(title="Cards")))
    reporter = cast.ines()
    reports.report(actor=reporter, thing=post, reason="other", note="=HYPERLINK(1)")
    decision = decide(moderator=admin, thing=post, verb=Decision.Verb.HIDE, reason="It sells something.")
    second_looks.ask(actor=post.member, decision=decision, words="It was a quotation.")
    return post


def asked(admin: Member, form: str, **more: str) -> Any:
    today = timezone.localdate()
    said = {"begin": str(today - timedelta(days=1)), "end": str(today), "form": form} | more
    return signed_in(admin).get(reverse("privacy:record"), said)


def test_it_holds_complaints_decisions_and_second_looks(admin, busy) -> None:
    found = json.loads(asked(admin, "json").content)
    assert [entry["kind"] for entry in found] == ["complaint", "decision", "second look"]
    complaint, decision, look = found
    assert complaint["outcome"] == "hid a post"
    assert complaint["outcome_at"]
    assert (decision["reason"], decision["words"], decision["about"]) == (
        "hid a post",
        "It sells something.",
        f"post {busy.pk}",
    )
    assert look["words"] == "It was a quotation."


def test_the_page_says_it_in_the_language_of_whoever_reads_and_the_file_as_programs_know_it(admin, busy) -> None:
    Member.objects.filter(pk=admin.pk).update(reads_in="de")
    page = asked(admin, "").content.decode()
    assert f"<b>Entscheidung</b> Beitrag {busy.pk}" in page
    assert f"post {busy.pk}" not in page
    assert json.loads(asked(admin, "json").content)[1]["about"] == f"post {busy.pk}"


def test_nobody_who_complained_or_was_decided_about_is_named(admin, busy) -> None:
    text = asked(admin, "json").content.decode() + asked(admin, "csv").content.decode()
    for member in (Member.objects.get(handle="ines"), Member.objects.get(handle="dorrie")):
        assert member.handle not in text
        assert member.display_name not in text


def test_no_mask_is_in_it(admin) -> None:
    topic = make.topic()
    post = make.answer(topic=topic, mask=make.mask(of=cast.pau(), topic=topic))
    decide(moderator=admin, thing=post, verb=Decision.Verb.HIDE, reason="It sells something.")
    text = asked(admin, "json").content.decode()
    assert not any(str(mask.pk) in text or mask.name in text for mask in Mask.objects.all())


def test_a_spreadsheet_works_nothing_out(admin, busy) -> None:
    answer = asked(admin, "csv")
    rows = list(csv.DictReader(io.StringIO(answer.content.decode())))
    assert len(rows) == 3
    assert rows[0]["words"] == "'=HYPERLINK(1)"
    assert answer["Content-Disposition"].endswith('.csv"')


def test_days_bound_it(admin, busy) -> None:
    long_ago = {"begin": "2001-01-01", "end": "2001-12-31"}
    assert json.loads(asked(admin, "json", **long_ago).content) == []
    assert "Nothing in these days" in asked(admin, "", **long_ago).content.decode()
    assert record.entries(timezone.localdate() + timedelta(days=1), timezone.localdate() + timedelta(days=2)) == []


@pytest.mark.parametrize("wrong", [{"begin": "yesterday"}, {"end": ""}, {"form": "xls"}], ids=str)
def test_what_is_no_day_is_refused_beside_the_field(admin, wrong: dict[str, str]) -> None:
    answer = asked(admin, wrong.pop("form", ""), **wrong)
    assert answer.status_code == 422
    assert 'aria-invalid="true"' in answer.content.decode()


# --- reasons in the mail ------------------------------------------------------------------------------------------------


def mailed(member: Member, kind: str) -> tuple[str, str]:
    """The mail as it leaves: text and HTML."""
    settle()
    message = Message.objects.get(member=member, kind=kind)
    mail = build(message, member, KINDS[kind])
    return str(mail.body), str(mail.alternatives[0][0])


def test_whoever_wrote_what_is_hidden_reads_all_reasons_in_the_mail(admin) -> None:
    post = make.answer(by=cast.dorrie())
    decision = decide(moderator=admin, thing=post, verb=Decision.Verb.HIDE, reason="It sells <something>.")
    for words in mailed(post.member, "hidden"):
        assert "It sells" in words
        assert reverse("moderation:second_look", args=[decision.pk]) in words
        assert "A person decided this, and no program." in words
        assert "Nobody sells here." in words  # the agreement
        assert reverse("privacy:law_page", args=["complaints"]) in words
        assert admin.shown_name not in words
    assert "<something>" not in mailed(post.member, "hidden")[1]


def test_so_does_whoever_is_suspended(admin) -> None:
    member = cast.pau()
    until = timezone.now() + timedelta(days=3)
    accounts.suspend(moderator=admin, member=member, until=until, reason="It was unkind.")
    text, _html = mailed(member, "suspended")
    assert "It was unkind." in text
    assert "second look" in text


def test_the_subject_says_nothing_of_it(admin) -> None:
    post = make.answer(by=cast.dorrie())
    decide(moderator=admin, thing=post, verb=Decision.Verb.HIDE, reason="It sells something.")
    settle()
    message = Message.objects.get(member=post.member, kind="hidden")
    assert "sells" not in build(message, post.member, KINDS["hidden"]).subject


def test_a_mask_reads_none_of_it_in_a_mail(admin) -> None:
    """An inbox would tell whoever sees it what was written without a name."""
    assert all(not KINDS[kind].masked_letter for kind in ("hidden", "suspended", "warned", "silenced"))
