"""Has pictures made anew, one at a time, by a process of its own (`darkroom.py`): a hostile file costs that one alone."""

from __future__ import annotations

import hashlib
import json
import re
import struct
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from members.rules import NotAllowed
from uploads.darkroom import MOST_FRAMES, MOST_PIXELS

DARKROOM = Path(__file__).with_name("darkroom.py")
# Times the processor's seconds: a machine that has much else to do is no fault of the picture.
PATIENCE = 10
WAITING = 1  # uploads that wait in this process while one is being made; more threads must stay free for readers
_OWN_NAME = re.compile(r"\d{1,5}\.(?:jpg|webp|avif)|moving\.webp")
_SVG = re.compile(rb"\A(?:\xef\xbb\xbf)?\s*(?:<\?xml|<!--|<!doctype svg|<svg)", re.IGNORECASE)

SENTENCES: dict[str, str | Promise] = {
    "unknown": _("This is not a picture that can be shown here. Photos (JPEG, HEIC), PNG, WebP, AVIF and GIF can."),
    "svg": _("SVG files are little programs, so they are not taken here. A screenshot of it can be shown."),
    "pixels": ngettext_lazy(
        "This picture has more than %(most)d million pixel. A smaller copy of it will do.",
        "This picture has more than %(most)d million pixels. A smaller copy of it will do.",
        "most",
    ),
    "frames": ngettext_lazy(
        "This moving picture has more than %(most)d frame. A shorter one will do.",
        "This moving picture has more than %(most)d frames. A shorter one will do.",
        "most",
    ),
    "broken": _("This file is not whole: it may have broken off on its way. Please try it once more."),
    "heavy": _("This picture takes too long to prepare. A smaller copy of it will do."),
}
NUMBERS = {"pixels": MOST_PIXELS // 1_000_000, "frames": MOST_FRAMES}


class Busy(NotAllowed):
    """Others are before it. Nothing was kept, and another try is worth while."""

    status = 503
    retry_after = 3


@dataclass(frozen=True)
class Developed:
    """A picture as it will be shown."""

    width: int
    height: int
    files: dict[str, bytes]

    @property
    def size(self) -> int:
        return sum(map(len, self.files.values()))


def digest_of(content: bytes) -> bytes:
    return hashlib.sha256(content).digest()


def telling_file(names: list[str]) -> str:
    """The file by which two pictures are found to be the same: the largest that every one has."""
    return max((name for name in names if name.endswith(".jpg")), key=lambda name: int(name.partition(".")[0]))


def develop(content: bytes, *, face: bool = False, before: Callable[[], None] = lambda: None) -> Developed:
    """Raises NotAllowed with a sentence for whatever is no picture, or too much of one. `before` is called once there is
    a place: whoever is sent away because others are before them has used up nothing.
    """
    with _turn(before):
        if is_svg(content):
            raise refusal("svg")
        answer = _run(content, "face" if face else "whole")
    return _read(answer)


def is_svg(content: bytes) -> bool:
    return bool(_SVG.match(content[:200])) and b"<svg" in content[:4000].lower()


def refusal(word: str) -> NotAllowed:
    sentence = SENTENCES.get(word, SENTENCES["broken"])
    return NotAllowed(sentence % {"most": NUMBERS[word]} if word in NUMBERS else str(sentence))


_bench = threading.Semaphore(1)
_places = threading.Semaphore(1 + WAITING)


@contextmanager
def place() -> Iterator[None]:
    if not _places.acquire(blocking=False):
        raise Busy(_("Many pictures are being prepared right now. Please try again in a moment."))
    try:
        yield
    finally:
        _places.release()


@contextmanager
def _turn(before: Callable[[], None]) -> Iterator[None]:
    with place():
        before()
        with _bench:
            yield


def _run(content: bytes, shape: str) -> bytes:
    """What the process said; nothing where it was ended. It is given none of our settings, and no secret."""
    seconds = settings.PICTURE_SECONDS
    command = [sys.executable, "-I", "-B", str(DARKROOM), str(seconds), shape]
    environment = {"MALLOC_ARENA_MAX": "1", "LC_ALL": "C.UTF-8"}
    try:
        done = subprocess.run(  # noqa: S603  (our own file; the picture is its input)
            command, input=content, capture_output=True, env=environment, cwd="/", timeout=seconds * PATIENCE
        )
    except subprocess.TimeoutExpired:
        return b""
    return done.stdout if done.returncode == 0 else b""


def _read(answer: bytes) -> Developed:
    if len(answer) < 4:
        raise refusal("heavy")
    try:
        return _taken_apart(answer)
    except (ValueError, KeyError, TypeError, AttributeError):
        raise refusal("broken") from None


def _taken_apart(answer: bytes) -> Developed:
    """Nothing of it is believed: a picture that has taken over the process speaks here. Raises ValueError and its like."""
    (length,) = struct.unpack(">I", answer[:4])
    about = json.loads(answer[4 : 4 + length])
    if "refused" in about:
        raise refusal(str(about["refused"]))
    place, files = 4 + length, {}
    for name, size in about["files"]:
        if not _OWN_NAME.fullmatch(name) or not 0 < int(size) <= len(answer) - place:
            raise ValueError(name)
        files[name] = answer[place : place + int(size)]
        place += int(size)
    width, height = int(about["width"]), int(about["height"])
    if min(width, height) < 1 or width * height > MOST_PIXELS or not telling_file(list(files)):
        raise ValueError(width, height)
    return Developed(width, height, files)
