"""The pages on which somebody brings a copy along, reads what came, and begins something with it."""

from __future__ import annotations

import io
from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from forum.actions import drafts
from forum.models import Draft
from members.models import Member
from privacy.models import Brought
from tests import cast, make
from tests.privacy.carrying import bring, copy_of
from tests.privacy.copies import signed_in
from tests.privacy.zips import packed

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("folder")]


def post_copy(member: Member, content: bytes) -> Any:
    said = {"copy": io.BytesIO(content)}
    said["copy"].name = "copy.zip"
    return signed_in(member).post(reverse("privacy:bring"), said, follow=True)


def test_a_member_brings_their_copy_reads_it_and_begins_with_it(lived: Member, newcomer: Member) -> None:
    page = post_copy(newcomer, copy_of(lived))
    assert page.redirect_chain == [(reverse("privacy:brought"), 303)]
    words = page.content.decode()
    for said in ("7 texts are here.", "3 goals stand on your path.", "What was empty on your page is filled in."):
        assert said in words
    assert "It <strong>rose</strong> again." in words
    one = Brought.objects.get(member=newcomer, kind="topic")
    begun = signed_in(newcomer).post(reverse("privacy:begin_brought", args=[one.pk]), follow=True)
    assert begun.redirect_chain == [(reverse("forum:ask"), 303)]
    assert all(said in begun.content.decode() for said in ("What is a fee for?", "It **rose** again.", "fees"))


def test_a_draft_that_waits_is_not_written_over(lived: Member, newcomer: Member) -> None:
    bring(newcomer, copy_of(lived))
    drafts.keep_draft(actor=newcomer, context="ask", body="My own words.")
    one = Brought.objects.get(member=newcomer, kind="topic")
    answered = signed_in(newcomer).post(reverse("privacy:begin_brought", args=[one.pk]))
    assert answered.status_code == 403
    assert "Another draft of yours waits there." in answered.content.decode()
    assert Draft.objects.get(member=newcomer, context="ask").body == "My own words."


def test_one_goes_and_all_go(lived: Member, newcomer: Member) -> None:
    bring(newcomer, copy_of(lived))
    client = signed_in(newcomer)
    one = Brought.objects.filter(member=newcomer).latest("pk")
    client.post(reverse("privacy:drop_brought", args=[one.pk]))
    assert Brought.objects.filter(member=newcomer).count() == 6
    page = client.post(reverse("privacy:drop_all_brought"), follow=True)
    assert not Brought.objects.filter(member=newcomer).exists()
    assert "Nothing here" in page.content.decode()


def test_anothers_shelf_is_not_there(lived: Member, newcomer: Member) -> None:
    bring(newcomer, copy_of(lived))
    one = Brought.objects.filter(member=newcomer).latest("pk")
    other = signed_in(cast.tobias())
    for name in ("privacy:begin_brought", "privacy:drop_brought"):
        assert other.post(reverse(name, args=[one.pk])).status_code == 404
    other.post(reverse("privacy:drop_all_brought"))
    assert Brought.objects.filter(member=newcomer).count() == 7


def test_a_page_of_the_shelf_has_twenty_texts_and_eight_queries(
    newcomer: Member, django_assert_num_queries: Any
) -> None:
    make.community()
    client, address = signed_in(newcomer), reverse("privacy:brought")
    for number in range(25):
        Brought.objects.create(
            member=newcomer,
            kind="reply",
            body=f"![x](/pictures/{'a' * 22}) {number}",
            site="x",
            source=str(number),
            written_at=timezone.now() - timedelta(days=number),
        )
    client.get(address)
    with django_assert_num_queries(8):
        page = client.get(address)
    assert page.content.decode().count("Begin something with it") == 20
    assert "?at=" in page.content.decode()


@pytest.mark.parametrize("content", [b"", b"no archive", packed({"a.txt": b"x"})], ids=["empty", "words", "a ZIP"])
def test_what_is_no_copy_is_refused_beside_the_field(content: bytes, newcomer: Member) -> None:
    make.community()
    page = post_copy(newcomer, content)
    assert page.status_code == 422
    assert "This is not a copy that Murmuration made." in page.content.decode()


def test_without_a_file_it_says_so(newcomer: Member) -> None:
    make.community()
    page = signed_in(newcomer).post(reverse("privacy:bring"))
    assert page.status_code == 422
    assert "Choose the file first." in page.content.decode()


def test_a_file_that_is_too_large_is_refused(newcomer: Member, settings: Any) -> None:
    make.community()
    settings.PICTURE_MEGABYTES = 1
    page = post_copy(newcomer, b"x" * 1_000_001)
    assert page.status_code == 422
    assert "This file is larger than 1 megabyte." in page.content.decode()


def test_after_five_copies_in_a_day_the_next_waits(lived: Member, newcomer: Member) -> None:
    content = copy_of(lived)
    assert [post_copy(newcomer, content).status_code for _ in range(6)] == [200, 200, 200, 200, 200, 429]


def test_whoever_may_not_write_brings_nothing(lived: Member, newcomer: Member) -> None:
    content = copy_of(lived)
    make.suspension(member=newcomer)
    assert post_copy(newcomer, content).status_code in (403, 422)
    assert not Brought.objects.exists()
