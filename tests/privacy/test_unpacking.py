"""A copy comes from outside. What is not whole, not ours or made to harm is refused in a sentence, and nothing of it is kept."""

from __future__ import annotations

import io
import json
import zipfile
from contextlib import nullcontext
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from members.models import Goal, Member
from privacy import unpacking
from privacy.actions import bringing, masked
from privacy.archive import MANIFEST
from privacy.limits import LONGEST_TEXT
from privacy.models import Brought, Export
from privacy.queries import brought
from privacy.unpacking import FOREIGN, MASKED, NEWER, NOT_WHOLE, TOO_LARGE, Unreadable, opened
from tests import cast, make
from tests.privacy.copies import files
from tests.privacy.zips import changed, packed, says

ONE, TWO = "a" * 22, "b" * 22  # names of pictures
DRAFT = {"id": 1, "context": "ask", "title": "A title", "body": "Words.", "updated_at": "2026-01-02T03:04:05.678Z"}


def refusal(content: bytes) -> str:
    with pytest.raises(Unreadable) as refused:
        opened(content)
    return str(refused.value)


# --- the archive -------------------------------------------------------------------------------------------------


def test_a_true_copy_is_read() -> None:
    copy = opened(says({"forum.Draft": [DRAFT]}))
    assert (copy.site, copy.handle, copy.of("forum.Draft")) == ("https://there.example.org", "ines", [DRAFT])


def locked_by_a_password() -> bytes:
    """The first bit of the flags says so, in the directory and before the file."""
    content = bytearray(says({"forum.Draft": [DRAFT]}))
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = content.find(mark)
        while at >= 0:
            content[at + place] |= 1
            at = content.find(mark, at + 1)
    return bytes(content)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", FOREIGN),
        (b"PK\x03\x04 and no more", FOREIGN),
        (packed({"data/forum.Draft.1.json": b"[]"}), FOREIGN),
        (packed({MANIFEST: b'{"format": "another"}'}), FOREIGN),
        (packed({MANIFEST: b"[]"}), FOREIGN),
        (packed({MANIFEST: b"{"}), NOT_WHOLE),
        (packed({MANIFEST: b"[" * 100_000}), NOT_WHOLE),
        (packed({MANIFEST: b"\xff\xfe\x00"}), NOT_WHOLE),
        (says({}, version=2), NEWER),
        (says({}, version="1"), NEWER),
        (says({}, format="murmuration-masked"), MASKED),
        (says({}, site=7), NOT_WHOLE),
        (says({}, record_sets="none"), NOT_WHOLE),
        (says({}, record_sets=[{"name": "forum.Draft"}]), NOT_WHOLE),
        (says({"forum.Draft": {"id": 1}}), NOT_WHOLE),
        (says({"forum.Draft": ["words"]}), NOT_WHOLE),
        (changed(says({"forum.Draft": [DRAFT]}), {"data/forum.Draft.1.json": b"[]"}), NOT_WHOLE),
        (locked_by_a_password(), NOT_WHOLE),
    ],
)
def test_what_is_not_whole_or_not_ours_is_refused(content: bytes, sentence: Any) -> None:
    assert refusal(content) == str(sentence)


def test_a_file_that_the_manifest_names_and_that_is_not_there_is_missed() -> None:
    content = files(says({"forum.Draft": [DRAFT]}))
    del content["data/forum.Draft.1.json"]
    assert refusal(packed(content)) == str(NOT_WHOLE)


def test_a_file_that_is_named_twice_is_read_not_at_all() -> None:
    content = says({"forum.Draft": [DRAFT]})
    about = json.loads(files(content)[MANIFEST])
    about["record_sets"] *= 2
    assert refusal(changed(content, {MANIFEST: json.dumps(about).encode()})) == str(NOT_WHOLE)


@pytest.mark.parametrize("end", [0.2, 0.5, 0.9])
def test_half_an_archive_is_refused(end: float) -> None:
    content = says({"forum.Draft": [DRAFT | {"id": number} for number in range(200)]})
    assert refusal(content[: int(len(content) * end)]) == str(FOREIGN)


def test_of_what_would_unpack_to_very_much_no_more_is_unpacked_than_may_be(monkeypatch: pytest.MonkeyPatch) -> None:
    """However little it says that it holds: only what was read counts."""
    monkeypatch.setattr(unpacking, "MOST_JSON", 10_000)
    assert refusal(says({"forum.Draft": [DRAFT | {"body": " " * 20_000}]})) == str(TOO_LARGE)
    two = {"forum.Draft": [DRAFT | {"body": " " * 6_000}], "forum.Scheduled": [DRAFT | {"body": " " * 6_000}]}
    assert refusal(says(two)) == str(TOO_LARGE)


def test_very_many_values_are_too_much_before_they_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each takes more memory than its bytes."""
    monkeypatch.setattr(unpacking, "MOST_COMMAS", 1_000)
    assert refusal(packed({MANIFEST: b"[" + b"{}," * 1_001 + b"{}]"})) == str(TOO_LARGE)


@pytest.mark.parametrize("how", [zipfile.ZIP_LZMA, zipfile.ZIP_BZIP2])
def test_what_is_packed_in_another_way_than_ours_is_not_unpacked(how: int) -> None:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", how) as archive:
        for name, content in files(says({"forum.Draft": [DRAFT]})).items():
            archive.writestr(name, content)
    assert refusal(made.getvalue()) == str(FOREIGN)


def test_pictures_that_unpack_to_very_much_are_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unpacking, "MOST_PICTURE_BYTES", 250)
    names = [letter * 22 for letter in "abcd"]
    copy = opened(changed(says({}), {f"pictures/{name}.jpg": b"x" * 100 for name in names}))
    assert [name for name, _content in copy.pictures(names, 100)] == names[:2]


def test_too_many_files_are_too_much(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unpacking, "MOST_FILES", 3)
    assert refusal(packed({f"{number}": b"" for number in range(4)})) == str(TOO_LARGE)


def test_no_path_of_the_archive_is_a_path_of_ours() -> None:
    copy = opened(changed(says({}), {"pictures/../../etc/passwd": b"x", f"pictures/{ONE}.avif": b"picture"}))
    assert list(copy.pictures([ONE, "..", "", "passwd"], 100)) == [(ONE, b"picture")]


def test_a_picture_that_is_too_large_is_left_out() -> None:
    copy = opened(changed(says({}), {f"pictures/{ONE}.jpg": b"x" * 101, f"pictures/{TWO}.jpg": b"x" * 100}))
    assert [name for name, _content in copy.pictures([ONE, TWO, "three"], 100)] == [TWO]


def test_sets_that_do_not_come_over_are_not_even_read() -> None:
    content = changed(says({"forum.Draft": [DRAFT]}), {"data/activity.Event.1.json": b"no JSON"})
    about = json.loads(files(content)[MANIFEST])
    about["record_sets"].append(
        {"name": "activity.Event", "files": [{"path": "data/activity.Event.1.json", "sha256": "0"}]}
    )
    copy = opened(changed(content, {MANIFEST: json.dumps(about).encode()}))
    assert set(copy.sets) == {"forum.Draft"}


# --- records -------------------------------------------------------------------------------------------------------


@pytest.mark.django_db
@pytest.mark.parametrize(
    "record",
    [
        {"body": 7},
        {"body": ["a"]},
        {"body": "with a \0 in it"},
        {"body": "half a sign: \ud800"},
        {"body": "x" * (LONGEST_TEXT + 1)},
        {"title": "x" * 201},
        {"id": None},
        {"id": "1"},
        {"id": True},
        {"id": -1},
        {"id": 2**63},
        {"updated_at": "yesterday"},
        {"updated_at": 7},
        {"updated_at": "0001-01-01T00:00:00+14:00"},
    ],
    ids=str,
)
def test_what_no_record_of_ours_says_is_refused_and_nothing_is_kept(record: dict[str, Any]) -> None:
    member = make.member()
    good = DRAFT | {"id": 2, "body": "Good words."}
    with pytest.raises(Unreadable, match="not whole"):
        bringing.bring(member=member, content=says({"forum.Draft": [good, DRAFT | record]}), largest=1000)
    assert not Brought.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    "sets",
    [
        {"members.Goal": [{"id": 1, "journey": "debt", "words": "x"}]},
        {"members.Goal": [{"id": 1, "journey": {"name": "Out of debt"}, "words": "x" * 281}]},
        {"members.Member": [{"bio": "x" * 4001}]},
        {"members.Member": [{"can_help_with": "letters"}]},
        {"members.Member": [{"can_help_with": [7]}]},
        {"members.Member": [{"can_help_with": ["a"] * 21}]},
        {"forum.Post": [{"id": 1, "topic": 7, "body": "x", "position": 0}]},
        {"forum.Post": [{"id": 1, "topic": {"id": ["a"]}, "body": "x", "position": 0}]},
        {"forum.Topic": [{"id": {}}]},
        {"members.Milestone": [{"id": 1, "goal": {"id": ["a"]}}]},
        {"privacy.Brought": [{"kind": 7, "source": "x", "body": "x"}]},
    ],
    ids=str,
)
def test_so_it_is_in_every_set(sets: dict[str, Any]) -> None:
    make.journey(title="Out of debt")
    member = make.member()
    content = says({"forum.Draft": [DRAFT]} | sets)
    with pytest.raises(Unreadable, match="not whole"):
        bringing.bring(member=member, content=content, largest=1000)
    assert not Brought.objects.exists()
    assert not Goal.objects.exists()
    assert Member.objects.get(pk=member.pk).bio == ""


@pytest.mark.django_db
def test_a_time_to_come_is_taken_for_now_and_one_before_there_were_computers_for_the_first() -> None:
    member, now = make.member(), timezone.now()
    records = [
        DRAFT | {"id": 1, "updated_at": "9999-12-31T23:59:59-12:00"},
        DRAFT | {"id": 2, "updated_at": "1066-10-14T09:00:00Z"},
        DRAFT | {"id": 3, "updated_at": "2026-01-02T03:04:05"},
    ]
    with pytest.raises(Unreadable):
        bringing.bring(member=member, content=says({"forum.Draft": records}), largest=1000)
    records[0]["updated_at"] = (now + timedelta(days=1)).isoformat()
    bringing.bring(member=member, content=says({"forum.Draft": records}), largest=1000)
    times = list(Brought.objects.order_by("source").values_list("written_at", flat=True))
    assert now <= times[0] <= timezone.now()
    assert times[1:] == [datetime(1970, 1, 1, tzinfo=UTC), datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)]


@pytest.mark.django_db
def test_what_somebody_else_wrote_is_not_brought_as_ones_own() -> None:
    member = make.member()
    letters = [{"id": 1, "author": "ines", "body": "Mine."}, {"id": 2, "author": "dorrie", "body": "Hers."}]
    bringing.bring(member=member, content=says({"mentorship.Letter": letters}), largest=1000)
    assert list(Brought.objects.values_list("body", flat=True)) == ["Mine."]


@pytest.mark.django_db
def test_what_wants_to_run_runs_nowhere(client: Any) -> None:
    member = cast.ines()
    make.community()
    client.force_login(member)
    text = {"id": 1, "title": "<script>alert(1)</script>", "body": "<img src=x onerror=alert(1)>\n\n[a](javascript:b)"}
    about = {"site": "javascript:alert(1)//<b>"}
    bringing.bring(member=member, content=says({"forum.Draft": [text]}, **about), largest=1000)
    page = client.get("/settings/data/brought/").content.decode()
    assert "<script>alert" not in page
    assert "<img src=x" not in page
    assert 'href="javascript:' not in page
    assert "<b>" not in page


@pytest.mark.django_db
def test_more_texts_than_may_lie_here_are_refused_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bringing, "MOST_TEXTS", 3)
    member = make.member()
    drafts = [DRAFT | {"id": number} for number in range(3)]
    bringing.bring(member=member, content=says({"forum.Draft": drafts[:2]}), largest=1000)
    with pytest.raises(Unreadable, match="more in this copy than can be brought along"):
        bringing.bring(member=member, content=says({"forum.Draft": drafts}, site="https://b.example"), largest=1000)
    assert Brought.objects.count() == 2


@pytest.mark.django_db
def test_more_words_than_may_lie_here_are_refused_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bringing, "MOST_CHARACTERS", 15)
    member = make.member()
    bringing.bring(member=member, content=says({"forum.Draft": [DRAFT | {"body": "x" * 10}]}), largest=1000)
    for body, ends in (("x" * 6, pytest.raises(Unreadable)), ("x" * 5, nullcontext())):
        with ends:
            bringing.bring(
                member=member, content=says({"forum.Draft": [DRAFT | {"id": 2, "body": body}]}), largest=1000
            )
    assert sorted(len(one.body) for one in Brought.objects.all()) == [5, 10]


@pytest.mark.django_db
def test_of_a_page_of_long_texts_no_more_is_drawn_than_there_is_time_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(brought, "RENDERED", 25)
    member = make.member()
    texts = [DRAFT | {"id": number, "body": f"**{number}** long"} for number in range(4)]
    bringing.bring(member=member, content=says({"forum.Draft": texts}), largest=1000)
    shown = brought.shown(list(Brought.objects.order_by("pk")))
    assert ["<strong>" in one.html for one in shown] == [True, True, False, False]


@pytest.mark.django_db
def test_the_copy_without_ones_name_is_kept_out(client: Any) -> None:
    """Beside an account its words would say whose they are."""
    make.community()
    member = cast.ines()
    topic = make.topic()
    make.answer(topic=topic, mask=make.mask(of=member, topic=topic), body="Masked words.")
    content = masked.copy_of(member=member)
    assert refusal(content) == str(MASKED)
    assert not Export.objects.exists()


def test_a_file_that_says_it_is_small_and_is_not_is_measured() -> None:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(f"pictures/{ONE}.jpg", b"x" * 5_000)
        archive.writestr(MANIFEST, files(says({}))[MANIFEST])
    copy = opened(made.getvalue())
    assert list(copy.pictures([ONE], 4_999)) == []
    assert [name for name, _content in copy.pictures([ONE], 5_000)] == [ONE]
