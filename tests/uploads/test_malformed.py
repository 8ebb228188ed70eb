"""R36: whatever is wrong with a file, it ends in a sentence or in a clean picture, within limits, and breaks nothing."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from typing import NamedTuple

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from members.rules import NotAllowed
from tests import cast
from tests.uploads.malformed import CANARY, MALFORMED
from tests.uploads.pictures import file
from uploads import darkroom, files, workshop
from uploads.models import Picture, Stored

MEBIBYTES = 300  # that one picture may take
SENTENCES = {word: str(workshop.refusal(word)) for word in workshop.SENTENCES}
# Each says what is wrong with it, and nothing of it is shown.
REFUSED = {
    "jpeg_of_its_first_bytes": "unknown broken",
    "jpeg_that_says_it_is_huge": "pixels",
    "png_that_says_it_is_huge": "pixels",
    "png_of_more_than_can_be_counted": "pixels",
    "png_of_no_width": "broken unknown",
    "png_of_a_wrong_first_byte": "unknown",
    "gif_of_frames_larger_than_its_paper": "pixels",
    "gif_of_frames_beside_its_paper": "pixels",
    "png_moving_with_too_many_frames": "frames broken",
    "gif_of_no_frames": "broken unknown",
    "webp_of_a_huge_paper": "pixels unknown broken",
    "webp_with_nothing_in_it": "unknown broken",
    "avif_without_its_pixels": "broken unknown",
    "avif_without_its_index": "unknown broken",
    "document_with_a_picture_in_it": "unknown",
    "page_with_a_picture_behind_it": "unknown",
    "words_with_the_beginning_of_a_picture": "unknown broken",
    "drawing_packed": "unknown",
    "drawing_in_wide_letters": "unknown svg",
    **{f"under_another_name_{form}": "unknown" for form in ("BMP", "TIFF", "ICO", "PPM", "TGA")},
}
# Whole, however odd: they are shown.
SHOWN = {
    "jpeg_for_printing",
    "jpeg_twice_in_one",
    "jpeg_of_one_pixel",
    "jpeg_as_thin_as_a_line",
    "exif_of_no_way_up",
    "exif_that_leads_to_itself",
    "exif_that_leads_out_of_the_file",
    "jpeg_with_a_profile_that_is_none",
    "png_of_sixteen_bits_and_four_channels",
    "picture_with_a_page_behind_it",
    "picture_with_an_archive_behind_it",
}


class Ended(NamedTuple):
    code: int  # of its process: below zero where something broke it
    said: bytes
    mebibytes: float


# A process keeps the peak of the one that began it. This one is small; the tests are not.
BESIDE = """
import os, resource, subprocess, sys
code = subprocess.call(sys.argv[2:], env={"MALLOC_ARENA_MAX": "1"}, cwd="/", stderr=subprocess.DEVNULL)
with os.fdopen(int(sys.argv[1]), "w") as told:
    told.write(f"{code} {resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss}")
"""


def in_a_process(content: bytes) -> Ended:
    """As the workshop has it made, and what that took."""
    made = [sys.executable, "-I", "-B", str(workshop.DARKROOM), str(settings.PICTURE_SECONDS), "whole"]
    read, write = os.pipe()
    command = [sys.executable, "-I", "-c", BESIDE, str(write), *made]
    done = subprocess.run(command, input=content, stdout=subprocess.PIPE, pass_fds=[write], check=True)
    os.close(write)
    with os.fdopen(read) as told:
        code, kibibytes = map(int, told.read().split())
    return Ended(code, done.stdout, kibibytes / 1024)


def is_clean(made: workshop.Developed) -> None:
    assert made.width * made.height <= darkroom.LARGEST_AREA + made.width + made.height
    for name, content in made.files.items():
        assert CANARY not in content
        assert b"<script" not in content
        image = Image.open(io.BytesIO(content), formats=["JPEG", "WEBP", "AVIF"])
        image.load()
        assert max(image.size) <= 10_000
        assert not set(image.info) & {"exif", "xmp", "comment", "icc_profile", "Comment"}, name


@pytest.mark.parametrize("name", sorted(MALFORMED))
def test_each_ends_in_a_sentence_or_in_a_clean_picture(name: str) -> None:
    content = MALFORMED[name]()
    ended = in_a_process(content)
    assert ended.code == 0, "nothing has broken the process, and no limit had to end it"
    assert ended.mebibytes <= MEBIBYTES
    try:
        made = workshop._read(ended.said)
    except NotAllowed as refusal:
        word = next(word for word, sentence in SENTENCES.items() if sentence == str(refusal))
        assert name not in SHOWN, word
        assert word in REFUSED.get(name, word).split()
        return
    assert name not in REFUSED
    is_clean(made)


def test_there_are_many_and_they_are_told_apart() -> None:
    assert len({make() for make in MALFORMED.values()}) == len(MALFORMED) >= 30
    assert REFUSED.keys() | SHOWN <= MALFORMED.keys()
    marked = [
        name for name, make in MALFORMED.items() if CANARY in make() or CANARY.decode().encode("utf-16-le") in make()
    ]
    assert len(marked) > 30


def test_a_canary_that_came_through_would_be_found() -> None:
    leaky = workshop.Developed(40, 30, {"40.jpg": file("JPEG", comment=CANARY)})
    with pytest.raises(AssertionError):
        is_clean(leaky)


def test_a_process_that_breaks_would_be_seen(monkeypatch: pytest.MonkeyPatch, tmp_path: object) -> None:
    broken = workshop.DARKROOM.__class__(str(tmp_path)) / "broken.py"
    broken.write_text("import os\nos.abort()")
    monkeypatch.setattr(workshop, "DARKROOM", broken)
    assert in_a_process(file()).code < 0


def test_one_that_takes_too_much_would_be_seen_and_what_the_tests_take_is_not_counted(
    monkeypatch: pytest.MonkeyPatch, tmp_path: object
) -> None:
    ours = b"x" * (MEBIBYTES + 100) * 2**20
    assert in_a_process(file()).mebibytes <= MEBIBYTES
    del ours
    greedy = workshop.DARKROOM.__class__(str(tmp_path)) / "greedy.py"
    greedy.write_text(f"found = b'x' * {MEBIBYTES} * 2**20")
    monkeypatch.setattr(workshop, "DARKROOM", greedy)
    assert in_a_process(file()).mebibytes > MEBIBYTES


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "kind", "called"),
    [
        ("picture_with_a_page_behind_it", "text/html", "letter.html"),
        ("jpeg_for_printing", "image/svg+xml", "drawing.svg"),
        ("moving_picture_with_a_script_in_its_remark", "text/javascript", "a.js"),
        ("cut_in_the_middle_PNG", "image/png", "../../etc/x.png"),
        ("under_another_name_BMP", "image/jpeg", "holiday.jpg"),
        ("drawing_in_wide_letters", "image/png", "drawing.png"),
        ("document_with_a_picture_in_it", "image/jpeg", "x.jpg.pdf"),
        ("png_moving_with_no_frames", "image/gif", "x" * 300 + ".gif"),
    ],
)
def test_by_the_page_it_is_kept_under_names_of_ours_or_not_at_all(name: str, kind: str, called: str) -> None:
    client = Client(raise_request_exception=False)
    client.force_login(cast.dorrie(), backend="web.backends.Backend")
    content = MALFORMED[name]()
    answer = client.post("/pictures/new/", {"picture": SimpleUploadedFile(called, content, kind)})
    assert answer.status_code in (200, 422)
    assert Picture.objects.exists() is (answer.status_code == 200)
    for stored in Stored.objects.all():
        for one in stored.files:
            assert workshop._OWN_NAME.fullmatch(one)
            kept = files.read(stored.key, one)
            assert CANARY not in kept
            assert content not in kept
