"""Files that are not what they say, made by the dozen: each a kind that a bad line, an old program or a curious hand
makes. None of them is more than a picture that is wrong; what must never come through bears a canary.
"""

from __future__ import annotations

import gzip
import io
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterable

from PIL import Image

from tests.uploads.pictures import file

CANARY = b"CANARY-7f3a"
PNG = b"\x89PNG\r\n\x1a\n"
MALFORMED: dict[str, Callable[[], bytes]] = {}


def kind(make: Callable[[], bytes]) -> Callable[[], bytes]:
    MALFORMED[make.__name__] = make
    return make


def several(name: str, makers: dict[str, Callable[[], bytes]]) -> None:
    MALFORMED.update({f"{name}_{which}": make for which, make in makers.items()})


# --- pieces ---------------------------------------------------------------------------------------------------


def chunk(name: bytes, data: bytes = b"", *, says: int | None = None, crc: int | None = None) -> bytes:
    """One of a PNG; `says` another length, or `crc` another sum than it has."""
    right = zlib.crc32(name + data)
    return struct.pack(">I", len(data) if says is None else says) + name + data + struct.pack(">I", crc or right)


def header(width: int, height: int, *, depth: int = 8, colour: int = 2, interlaced: int = 0, **how: int) -> bytes:
    return chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, interlaced), **how)


def pixels(rows: int, row: bytes, *, by: int = 0) -> bytes:
    """Packed; each row begins with the number of its filter."""
    return zlib.compress((bytes([by]) + row) * rows)


def png(*chunks: bytes) -> bytes:
    return PNG + chunk(b"tEXt", b"Comment\0" + CANARY).join((b"".join(chunks[:1]), b"".join(chunks[1:])))


PLAIN = (chunk(b"IDAT", pixels(8, bytes(24))), chunk(b"IEND"))


def jpeg(**how: object) -> bytes:
    return file("JPEG", size=(160, 120), comment=CANARY, **how)


def segment(marker: int, data: bytes, *, says: int | None = None) -> bytes:
    return struct.pack(">BBH", 0xFF, marker, len(data) + 2 if says is None else says) + data


def frame_of_jpeg(width: int, height: int) -> bytes:
    """One that says another size than it has."""
    content = jpeg()
    at = content.index(b"\xff\xc0") + 5
    return content[:at] + struct.pack(">HH", height, width) + content[at + 4 :]


def gif(*blocks: bytes, table: bool = True, size: tuple[int, int] = (8, 8)) -> bytes:
    colours = bytes((0, 0, 0, 255, 255, 255)) if table else b""
    return b"GIF89a" + struct.pack("<HHBBB", *size, 0x80 if table else 0, 0, 0) + colours + b"".join(blocks)


def frame(*, at: tuple[int, int] = (0, 0), size: tuple[int, int] = (8, 8), code: int = 2, data: bytes = b"") -> bytes:
    data = data or b"\x84\x8f\xa9\xcb\xed\x0f\xa3\x9c\xb4\xda\x8b\xb3\xde\xbc\xfb\x0f"
    return b"," + struct.pack("<HHHHB", *at, *size, 0) + bytes([code, len(data)]) + data + b"\0"


def loop(times: int) -> bytes:
    return b"!\xff\x0bNETSCAPE2.0\x03\x01" + struct.pack("<H", times) + b"\0"


def said(words: bytes) -> bytes:
    return b"!\xfe" + bytes([len(words)]) + words + b"\0"


def webp(*, by: int = 0) -> bytes:
    """Says that it is so much longer or shorter than it is."""
    content = file("WEBP", size=(60, 40))
    return content[:4] + struct.pack("<I", len(content) - 8 + by) + content[8:]


def exif(*entries: tuple[int, int, int, int], next_one: int = 0, order: bytes = b"II*\0") -> bytes:
    """Facts of a camera: each of a number, a kind, how many there are, and a value or where it stands."""
    rows = b"".join(struct.pack("<HHII", *entry) for entry in entries)
    return b"Exif\0\0" + order + struct.pack("<IH", 8, len(entries)) + rows + struct.pack("<I", next_one) + CANARY


def with_exif(facts: bytes) -> bytes:
    whole = jpeg()
    return whole[:2] + segment(0xE1, facts) + whole[2:]


def boxes(content: bytes) -> Iterable[tuple[int, int, bytes]]:
    """The parts of an AVIF: where each begins and ends, and its name."""
    at = 0
    while at + 8 <= len(content):
        length = struct.unpack(">I", content[at : at + 4])[0]
        yield at, at + length, content[at + 4 : at + 8]
        at += max(8, length)


def without_box(name: bytes) -> bytes:
    content = file("AVIF", size=(60, 40))
    return b"".join(content[begin:end] for begin, end, called in boxes(content) if called != name)


# --- broken off, and turned about -------------------------------------------------------------------------------

several("cut_in_the_middle", {form: lambda form=form: _half(form) for form in ("PNG", "GIF", "WEBP", "AVIF", "JPEG")})


def _half(form: str) -> bytes:
    whole = file(form, size=(200, 150))
    return whole[: len(whole) // 2]


@kind
def jpeg_of_its_first_bytes() -> bytes:
    return jpeg()[:20]


@kind
def jpeg_without_its_end() -> bytes:
    return jpeg()[:-2]


@kind
def jpeg_with_a_scan_turned_about() -> bytes:
    whole = jpeg()
    at = whole.index(b"\xff\xda") + 20
    return whole[:at] + bytes(byte ^ 0x55 for byte in whole[at : at + 80]) + whole[at + 80 :]


@kind
def jpeg_without_its_tables() -> bytes:
    whole = jpeg()
    return whole[: whole.index(b"\xff\xdb")] + whole[whole.index(b"\xff\xc0") :]


@kind
def jpeg_with_a_part_longer_than_the_file() -> bytes:
    whole = jpeg()
    return whole[:2] + segment(0xE5, CANARY, says=65_000) + whole[2:]


@kind
def jpeg_with_a_part_shorter_than_its_length() -> bytes:
    whole = jpeg()
    return whole[:2] + segment(0xE5, b"", says=0) + whole[2:]


@kind
def jpeg_of_another_number_of_colours() -> bytes:
    whole = jpeg()
    at = whole.index(b"\xff\xc0") + 9
    return whole[:at] + b"\x09" + whole[at + 1 :]


several(
    "jpeg_that_says_it_is",
    {
        "huge": lambda: frame_of_jpeg(65_500, 65_500),
        "of_no_height": lambda: frame_of_jpeg(160, 0),
        "taller_than_it_is": lambda: frame_of_jpeg(160, 2_000),
    },
)
several(
    "exif",
    {
        "that_leads_to_itself": lambda: with_exif(exif((0x8769, 4, 1, 8), next_one=8)),
        "that_leads_out_of_the_file": lambda: with_exif(exif((0x8825, 4, 1, 2**31), (0x010F, 2, 2**31, 2**31))),
        "of_no_way_up": lambda: with_exif(exif((0x0112, 3, 1, 99))),
        "in_no_order": lambda: with_exif(exif((0x0112, 3, 1, 6), order=b"XX*\0")),
    },
)


@kind
def jpeg_with_a_profile_that_is_none() -> bytes:
    return jpeg(icc_profile=CANARY * 40)


# --- PNG -----------------------------------------------------------------------------------------------------------

several(
    "png",
    {
        "of_a_wrong_first_byte": lambda: b"\x88" + png(header(8, 8), *PLAIN)[1:],
        "with_line_ends_turned": lambda: png(header(8, 8), *PLAIN).replace(b"\r\n", b"\n", 1),
        "that_says_it_is_huge": lambda: png(header(60_000, 60_000), *PLAIN),
        "of_more_than_can_be_counted": lambda: png(header(2**32 - 1, 2**32 - 1), *PLAIN),
        "of_no_width": lambda: png(header(0, 8), *PLAIN),
        "of_a_wrong_sum_in_its_header": lambda: png(header(8, 8, crc=7), *PLAIN),
        "of_a_wrong_sum_in_its_pixels": lambda: png(header(8, 8), chunk(b"IDAT", pixels(8, bytes(24)), crc=7)),
        "with_a_part_of_two_gigabytes": lambda: png(header(8, 8), chunk(b"IDAT", b"x", says=2**31 - 1)),
        "without_pixels": lambda: png(header(8, 8), chunk(b"IEND")),
        "without_its_end": lambda: png(header(8, 8), PLAIN[0]),
        "with_two_headers": lambda: png(header(8, 8), header(9_000, 9_000), *PLAIN),
        "with_fewer_rows": lambda: png(header(8, 800), *PLAIN),
        "with_more_rows": lambda: png(header(8, 8), chunk(b"IDAT", pixels(5_000, bytes(24)))),
        "of_a_filter_that_is_none": lambda: png(header(8, 8), chunk(b"IDAT", pixels(8, bytes(24), by=9))),
        "of_pixels_that_are_not_packed": lambda: png(header(8, 8), chunk(b"IDAT", bytes(200))),
        "of_a_palette_that_is_missing": lambda: png(header(8, 8, colour=3), chunk(b"IDAT", pixels(8, bytes(8)))),
        "of_colours_beyond_its_palette": lambda: png(
            header(8, 8, colour=3), chunk(b"PLTE", bytes(3)), chunk(b"IDAT", pixels(8, bytes(range(8)))), PLAIN[1]
        ),
        "of_a_palette_of_half_a_colour": lambda: png(
            header(8, 8, colour=3), chunk(b"PLTE", bytes(4)), chunk(b"IDAT", pixels(8, bytes(8))), PLAIN[1]
        ),
        "of_sixteen_bits_and_four_channels": lambda: png(
            header(8, 8, depth=16, colour=6), chunk(b"IDAT", pixels(8, b"\x12\x34" * 32)), PLAIN[1]
        ),
        "of_a_depth_that_is_none": lambda: png(header(8, 8, depth=5), *PLAIN),
        "interlaced_and_cut": lambda: png(header(80, 80, interlaced=1), chunk(b"IDAT", pixels(20, bytes(30)))),
        "with_packed_words_of_two_megabytes": lambda: png(
            header(8, 8), chunk(b"zTXt", b"Comment\0\0" + zlib.compress(CANARY * 2**18)), *PLAIN
        ),
        "moving_with_no_frames": lambda: png(header(8, 8), chunk(b"acTL", struct.pack(">II", 0, 0)), *PLAIN),
        "moving_with_more_frames_than_it_has": lambda: png(
            header(8, 8), chunk(b"acTL", struct.pack(">II", 150, 0)), *PLAIN
        ),
        "moving_with_too_many_frames": lambda: png(header(8, 8), chunk(b"acTL", struct.pack(">II", 2**30, 0)), *PLAIN),
    },
)

# --- GIF -----------------------------------------------------------------------------------------------------------

several(
    "gif",
    {
        "of_no_frames": lambda: gif(b";"),
        "of_its_header_alone": lambda: gif(table=False)[:10],
        "that_turns_for_ever": lambda: gif(loop(0), said(CANARY), frame(), frame(), frame(), b";"),
        "that_turns_65535_times": lambda: gif(loop(65_535), frame(), frame(), b";"),
        "of_frames_beside_its_paper": lambda: gif(frame(at=(60_000, 60_000)), frame(at=(4, 4)), b";"),
        "of_frames_larger_than_its_paper": lambda: gif(frame(), frame(size=(65_000, 65_000)), b";"),
        "of_codes_too_wide": lambda: gif(frame(code=13), b";"),
        "of_pixels_that_break_off": lambda: gif(frame(data=b"\x84"), b";"),
        "without_colours": lambda: gif(frame(), b";", table=False),
        "without_its_end": lambda: gif(frame(), frame()),
        "of_no_size": lambda: gif(frame(), b";", size=(0, 0)),
        "with_a_part_unknown": lambda: gif(b"!\x42\x03abc\0", frame(), b";"),
    },
)

# --- WebP and AVIF --------------------------------------------------------------------------------------------------

several(
    "webp",
    {
        "longer_than_it_is": lambda: webp(by=5_000),
        "shorter_than_it_is": lambda: webp(by=-40),
        "of_a_huge_paper": lambda: (
            b"RIFF" + struct.pack("<I", 22) + b"WEBPVP8X" + struct.pack("<IB", 10, 2) + b"\0\0\0" + b"\xff\x3f\0" * 2
        ),
        "with_nothing_in_it": lambda: b"RIFF" + struct.pack("<I", 4) + b"WEBP",
    },
)
several(
    "avif",
    {
        "without_its_pixels": lambda: without_box(b"mdat"),
        "without_its_index": lambda: without_box(b"meta"),
        "of_another_brand": lambda: file("AVIF").replace(b"avif", b"mp41"),
    },
)

# --- whole, and odd ---------------------------------------------------------------------------------------------------

several(
    "jpeg",
    {
        "for_printing": lambda: file("JPEG", mode="CMYK", comment=CANARY),
        "twice_in_one": lambda: jpeg() + jpeg(),
        "of_one_pixel": lambda: file("JPEG", size=(1, 1), comment=CANARY),
        "as_thin_as_a_line": lambda: file("JPEG", size=(1, 5_000), comment=CANARY),
    },
)

# --- two things in one, and under another name ------------------------------------------------------------------------


@kind
def picture_with_a_page_behind_it() -> bytes:
    return jpeg() + b"<html><script>document.title = '" + CANARY + b"'</script></html>"


@kind
def picture_with_an_archive_behind_it() -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("hello.txt", CANARY)
    return jpeg() + packed.getvalue()


@kind
def moving_picture_with_a_script_in_its_remark() -> bytes:
    return gif(said(b"*/=1;/*<script>//" + CANARY), frame(), b";")


@kind
def document_with_a_picture_in_it() -> bytes:
    return b"%PDF-1.4\n" + CANARY + jpeg()


@kind
def page_with_a_picture_behind_it() -> bytes:
    return b"<!doctype html><p>" + CANARY + jpeg()


@kind
def words_with_the_beginning_of_a_picture() -> bytes:
    return b"\xff\xd8\xff\xe0" + CANARY * 50


@kind
def drawing_packed() -> bytes:
    return gzip.compress(b'<svg xmlns="http://www.w3.org/2000/svg"><text>' + CANARY + b"</text></svg>")


@kind
def drawing_in_wide_letters() -> bytes:
    return ('<svg xmlns="http://www.w3.org/2000/svg"><text>' + CANARY.decode() + "</text></svg>").encode("utf-16")


several("under_another_name", {form: lambda form=form: _other(form) for form in ("BMP", "TIFF", "ICO", "PPM", "TGA")})


def _other(form: str) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (32, 32), (9, 9, 9)).save(out, form)
    return out.getvalue() + CANARY
