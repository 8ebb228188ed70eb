"""A picture is made anew by a process that a hostile file may break, and nothing of the file but its colours remains."""

import io
import json
import struct
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test.utils import override_settings
from PIL import Image, PngImagePlugin
from pillow_heif import register_heif_opener

from members.rules import NotAllowed
from tests import cast
from tests.uploads.pictures import file
from tests.writing.corpora import FOLDER, outside
from uploads import darkroom, workshop
from uploads.actions import taking
from uploads.rules import TooMany

CANARY = b"CANARY"


def made(content: bytes, *, face: bool = False) -> workshop.Developed:
    """As its own process makes it, in this one."""
    if workshop.is_svg(content):
        raise workshop.refusal("svg")
    try:
        about, files = darkroom.developed(content, face=face, seconds=1e9)
    except darkroom.Refused as refusal:
        raise workshop.refusal(str(refusal)) from None
    except Exception:
        raise workshop.refusal("broken") from None
    names = [name for name, _size in about["files"]]
    return workshop.Developed(about["width"], about["height"], dict(zip(names, files, strict=True)))


def test_its_process_makes_the_same() -> None:
    content = file(size=(500, 300))
    assert workshop.develop(content) == made(content)
    with pytest.raises(NotAllowed, match="not whole"):
        workshop.develop(content[:300])


def shown(developed: workshop.Developed, name: str) -> Image.Image:
    return Image.open(io.BytesIO(developed.files[name]))


def corner(image: Image.Image, at: tuple[int, int] = (2, 2)) -> str:
    red, _green, blue = image.convert("RGB").getpixel(at)  # type: ignore[misc]
    return "red" if red > 150 > blue else "blue" if blue > 150 > red else f"neither: {red} {blue}"


def test_three_widths_in_three_formats() -> None:
    developed = made(file(size=(2000, 1000)))
    assert (developed.width, developed.height) == (1600, 800)
    names = {f"{width}.{end}" for width in (480, 960, 1600) for end in ("jpg", "webp", "avif")}
    assert set(developed.files) == names
    for name in names:
        assert shown(developed, name).width == int(name.split(".")[0])
        assert shown(developed, name).format == {"jpg": "JPEG", "webp": "WEBP", "avif": "AVIF"}[name.split(".")[1]]


def test_where_time_is_short_there_is_no_avif() -> None:
    _about, files = darkroom.developed(file(), face=False, seconds=0)
    assert len(files) == 2


def test_a_small_one_is_not_blown_up() -> None:
    assert set(made(file(size=(300, 20))).files) == {"300.jpg", "300.webp", "300.avif"}


def test_a_face_is_the_square_in_the_middle() -> None:
    developed = made(file(size=(900, 300)), face=True)
    assert (developed.width, developed.height) == (192, 192)
    assert {shown(developed, name).size for name in developed.files} == {(64, 64), (192, 192)}


def test_all_that_can_be_known_of_a_camera_stays_behind() -> None:
    exif = Image.Exif()
    exif[0x010F], exif[0x8298] = CANARY.decode(), CANARY.decode()
    exif.get_ifd(0x8825)[1] = "N"
    content = file(exif=exif, xmp=b"<x>CANARY</x>", comment=CANARY, icc_profile=CANARY * 20)
    words = PngImagePlugin.PngInfo()
    words.add_text("Author", CANARY.decode())
    for sent in (content, file("PNG", pnginfo=words), file("WEBP", exif=exif, xmp=CANARY), file("AVIF", xmp=CANARY)):
        assert CANARY in sent
        for content in made(sent).files.values():
            assert not [word for word in (CANARY, b"Exif", b"http", b"ICC_PROFILE") if word in content]


@pytest.mark.parametrize("number", range(1, 9))
def test_it_stands_upright_whichever_way_the_camera_was_held(number: int) -> None:
    lying = {1: None, 2: 0, 3: 3, 4: 1, 5: 5, 6: 2, 7: 6, 8: 4}[number]  # Image.Transpose: how the camera turned it
    upright = Image.open(io.BytesIO(file("PNG", size=(60, 40))))
    held = upright if lying is None else upright.transpose(Image.Transpose(lying))
    exif = Image.Exif()
    exif[0x0112] = number
    sent = io.BytesIO()
    held.save(sent, "PNG", exif=exif)
    image = shown(made(sent.getvalue()), "60.jpg")
    assert (image.size, corner(image), corner(image, (57, 37))) == ((60, 40), "red", "blue")


def sixteen_bits() -> bytes:
    image = Image.new("I;16", (40, 30), 65535)
    out = io.BytesIO()
    image.save(out, "PNG")
    return out.getvalue()


def heic() -> bytes:
    register_heif_opener()
    return file("HEIF", size=(64, 48))


@pytest.mark.parametrize(
    "make",
    [
        *(lambda mode=mode: file("PNG", mode=mode) for mode in ("1", "L", "LA", "P", "RGBA")),
        lambda: file("JPEG", mode="CMYK"),
        lambda: file("JPEG", mode="L"),
        lambda: file("JPEG", progressive=True),
        lambda: file("PNG", mode="P", transparency=3),
        lambda: file("GIF", mode="P", transparency=3),
        lambda: file("WEBP", mode="RGBA"),
        lambda: file("AVIF"),
        sixteen_bits,
        heic,
    ],
)
def test_every_kind_that_programs_save(make: Callable[[], bytes]) -> None:
    developed = made(make())
    assert len(developed.files) == 3


def test_sixteen_bits_of_white_are_white() -> None:
    assert shown(made(sixteen_bits()), "40.jpg").convert("L").getextrema()[0] > 250  # type: ignore[operator]


def test_what_shines_through_lies_on_white_paper_where_it_cannot() -> None:
    content = io.BytesIO()
    Image.new("RGBA", (40, 30), (0, 0, 0, 0)).save(content, "PNG")
    developed = made(content.getvalue())
    assert shown(developed, "40.jpg").convert("L").getextrema()[0] > 250  # type: ignore[operator]
    assert shown(developed, "40.webp").convert("RGBA").getchannel("A").getextrema() == (0, 0)


def frames(count: int, form: str = "GIF") -> bytes:
    pages = [Image.new("RGB", (20, 20), (number * 50 % 256, 255 - number * 50 % 256, 0)) for number in range(count)]
    out = io.BytesIO()
    pages[0].save(out, form, save_all=True, append_images=pages[1:], duration=50)
    return out.getvalue()


def test_a_moving_picture_moves_and_stands_still() -> None:
    developed = made(frames(5))
    assert shown(developed, "moving.webp").n_frames == 5  # type: ignore[attr-defined]
    assert getattr(shown(developed, "20.webp"), "n_frames", 1) == 1


# --- refusals ----------------------------------------------------------------------------------------------


def png(width: int, height: int, *, depth: int = 8, colour: int = 0, data: bytes = b"") -> bytes:
    """With a header that says so, whatever follows."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    header = struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(data)) + chunk(b"IEND", b"")


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "not a picture"),
        (b"words", "not a picture"),
        (b"<html><script>", "not a picture"),
        (b"%PDF-1.7", "not a picture"),
        (b"BM" + bytes(200), "not a picture"),
        (b'<svg xmlns="http://www.w3.org/2000/svg"/>', "SVG files are little programs"),
        (b'\xef\xbb\xbf <?xml version="1.0"?><!-- x --><svg onload="x">', "SVG files are little programs"),
        (png(8000, 5001), "more than 40 million pixels"),
        (png(60_000, 60_000), "more than 40 million pixels"),
        (png(4000, 4000), "not whole"),
        (png(0, 10), "not a picture"),
        (frames(201), "more than 200 frames"),
    ],
)
def test_refused_with_a_sentence(content: bytes, sentence: str) -> None:
    with pytest.raises(NotAllowed, match=sentence):
        made(content)


def spoiled() -> Iterator[bytes]:
    """Files that are not what they say, cut and turned about in ways that happen on a bad line."""
    for form in ("JPEG", "PNG", "GIF", "WEBP", "AVIF"):
        whole = file(form, size=(200, 150))
        yield whole[: len(whole) // 2]
        yield whole[:40]
        yield whole[:60] + bytes(255 - byte for byte in whole[60:120]) + whole[120:]
        yield whole[: len(whole) // 3] + whole[len(whole) // 2 :]
    yield file("PNG")[:16] + struct.pack(">II", 6000, 6000) + file("PNG")[24:]
    yield file("JPEG")[:2] + file("PNG")[2:]
    yield png(100, 100, depth=16, colour=6, data=b"x")
    yield png(100, 100, colour=3)


def test_whatever_is_spoiled_is_a_picture_or_a_sentence() -> None:
    told = []
    for content in spoiled():
        try:
            told.append(str(len(made(content).files)))
        except NotAllowed as refusal:
            told.append(str(refusal))
    assert len(told) == 24
    assert sum("not whole" in words for words in told) > 10


@outside
def test_the_corpus_of_hostile_uploads() -> None:
    kept = 0
    for path in sorted((Path(FOLDER) / "uploads").iterdir()):
        try:
            files = workshop.develop(path.read_bytes()).files
        except NotAllowed:
            continue
        kept += 1
        assert not [name for name, content in files.items() if b"anary" in content or b"ANARY" in content]
        assert b"<script" not in b"".join(files.values())
    assert kept == 3


# --- its process -------------------------------------------------------------------------------------------


def test_it_is_ended_when_it_takes_too_long_or_too_much(monkeypatch: pytest.MonkeyPatch, tmp_path: Any) -> None:
    body = "import resource, sys\nsys.path.insert(0, sys.argv[0].rpartition('/')[0])\nimport darkroom\ndarkroom.confine(1)\n"
    (tmp_path / "darkroom.py").write_text(workshop.DARKROOM.read_text())
    for trouble in ("while True: pass", "print(len(bytes(400 * 2**20)))", "open('x', 'w').write('x')"):
        (tmp_path / "run.py").write_text(body + trouble)
        monkeypatch.setattr(workshop, "DARKROOM", tmp_path / "run.py")
        with pytest.raises(NotAllowed, match="takes too long to prepare"):
            workshop.develop(file())


def test_it_is_given_no_secret(monkeypatch: pytest.MonkeyPatch, tmp_path: Any) -> None:
    monkeypatch.setenv("SECRET_KEY", "a secret")
    spy = "import json, os, struct, sys\nline = json.dumps({'refused': repr(dict(os.environ))}).encode()\n"
    (tmp_path / "run.py").write_text(spy + "sys.stdout.buffer.write(struct.pack('>I', len(line)) + line)")
    monkeypatch.setattr(workshop, "DARKROOM", tmp_path / "run.py")
    told: list[str] = []
    monkeypatch.setattr(workshop, "refusal", lambda word: told.append(word) or NotAllowed("x"))
    with pytest.raises(NotAllowed):
        workshop.develop(file())
    assert "secret" not in told[0]
    assert "LC_ALL" in told[0]


def test_whoever_comes_while_others_wait_is_asked_to_come_again() -> None:
    with workshop.place(), workshop.place(), pytest.raises(workshop.Busy, match="in a moment") as busy:
        workshop.develop(file())
    assert (busy.value.status, busy.value.retry_after) == (503, 3)


@pytest.mark.parametrize(
    "about",
    [
        {"width": 4, "height": 4, "files": [["../x.jpg", 1]]},
        {"width": 4, "height": 4, "files": [["4.html", 1]]},
        {"width": 4, "height": 4, "files": [["4.jpg", 9]]},
        {"width": 4, "height": 4, "files": [["4.webp", 1]]},
        {"width": -4, "height": 4, "files": [["4.jpg", 1]]},
        {"width": 10**5, "height": 10**5, "files": [["4.jpg", 1]]},
        {"width": 4, "files": [["4.jpg", 1]]},
        {"width": 4, "height": 4, "files": [[4, 1]]},
        {"refused": ["svg"]},
        ["refused"],
    ],
)
def test_what_the_darkroom_says_is_not_believed(about: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    head = json.dumps(about).encode()
    monkeypatch.setattr(workshop, "_run", lambda *_: struct.pack(">I", len(head)) + head + b"x")
    with pytest.raises(NotAllowed, match="not whole"):
        workshop.develop(file())


@pytest.mark.django_db
def test_whoever_is_sent_away_has_used_up_none_of_their_day() -> None:
    dorrie = cast.dorrie()
    with override_settings(PICTURES_A_DAY=1):
        with workshop.place(), workshop.place(), pytest.raises(workshop.Busy):
            taking.take(actor=dorrie, content=file())
        assert taking.take(actor=dorrie, content=file())
        with pytest.raises(TooMany):
            taking.take(actor=dorrie, content=file())
