"""Pictures in what somebody wrote: `![what it shows](/pictures/NAME)`. Touches no database: who may show which picture is
said by `uploads`, which hands over the shapes of those that may stand here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from django.conf import settings

from writing.events import FOLDED, End, Event, Start, read, without

HOME = "/pictures/"
NAME = r"[A-Za-z0-9_-]{22}"
# How wide a picture is shown: as the column of words, or as the screen. Browsers that measure it themselves do so.
SIZES = "auto, (min-width: 48rem) 44rem, 100vw"
ENLARGED_FROM = 720  # pixels; a wider one is opened in full by a click
_ADDRESS = re.compile(rf"{HOME}({NAME})/?")
_ANYWHERE = re.compile(rf"{HOME}({NAME})(?![A-Za-z0-9_-])")
_FILE = re.compile(rf"{HOME}{NAME}/\d+\.jpg")
_TYPES = (("avif", "image/avif"), ("webp", "image/webp"))


@dataclass(frozen=True, slots=True)
class Shape:
    """How large a picture is, in which widths it is kept, and whether it moves."""

    name: str
    width: int
    height: int
    widths: tuple[int, ...]
    moves: bool = False
    avif: bool = True  # where there was time for it


Shapes: TypeAlias = Mapping[str, Shape]  # by name, or by the address at a stranger's from which it was fetched


def find(shapes: Shapes, src: str) -> Shape | None:
    """The picture that may stand where the text names this address."""
    return shapes.get(name_of(src) or src)


def name_of(src: str) -> str:
    """The picture of ours that an address leads to; "" for every other."""
    found = _ADDRESS.fullmatch(src.removeprefix(settings.SITE_URL))
    return found[1] if found else ""


def names_in(text: str) -> list[str]:
    """The names of pictures anywhere in Markdown or HTML, each once."""
    return list(dict.fromkeys(_ANYWHERE.findall(text)))


def renamed(text: str, names: Mapping[str, str]) -> str:
    """The text with other names for pictures."""
    return _ANYWHERE.sub(lambda found: HOME + names.get(found[1], found[1]), text)


@dataclass(frozen=True, slots=True)
class Shown:
    """A picture as a text shows it: its address here, and what it shows."""

    address: str
    alt: str


def first_shown(html: str) -> Shown | None:
    """The first picture of ours that stands in it for all to see, and not in what its reader unfolds."""
    if f'src="{HOME}' not in html:
        return None
    for event in without(read(html), FOLDED):
        if isinstance(event, Start) and event.name == "img" and _FILE.fullmatch(event.attrs.get("src", "")):
            return Shown(settings.SITE_URL + event.attrs["src"], event.attrs.get("alt", ""))
    return None


def address(name: str, file: str) -> str:
    return f"{HOME}{name}/{file}"


def drawn(shape: Shape, alt: str, *, linked: bool) -> Iterator[Event]:
    """The picture as HTML; `linked`: it stands in a link already."""
    wide = not linked and shape.width > ENLARGED_FROM
    if wide:
        yield Start("a", {"class": "picture", "href": address(shape.name, f"{shape.widths[-1]}.jpg")})
    yield Start("picture")
    if shape.moves:
        moving = {"type": "image/webp", "srcset": address(shape.name, "moving.webp")}
        yield Start("source", {"media": "(prefers-reduced-motion: no-preference)"} | moving)
    for ending, kind in _TYPES if shape.avif else _TYPES[1:]:
        yield Start("source", {"type": kind, "srcset": _set(shape, ending), "sizes": SIZES})
    yield Start("img", _image(shape, alt))
    yield End("picture")
    if wide:
        yield End("a")


def _image(shape: Shape, alt: str) -> dict[str, str]:
    middle = shape.widths[len(shape.widths) // 2]
    return {
        "src": address(shape.name, f"{middle}.jpg"),
        "srcset": _set(shape, "jpg"),
        "sizes": SIZES,
        "width": str(shape.width),
        "height": str(shape.height),
        "alt": alt,
        "loading": "lazy",
        "decoding": "async",
    }


def _set(shape: Shape, ending: str) -> str:
    return ", ".join(f"{address(shape.name, f'{width}.{ending}')} {width}w" for width in shape.widths)
