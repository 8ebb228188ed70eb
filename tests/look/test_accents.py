"""The community's own colour: every hue that can be chosen is read well in both schemes, and means nothing else."""

from __future__ import annotations

import math
import re
from itertools import product
from pathlib import Path

import pytest

from members.models import Community
from web.colours import BUILT_IN, SHEEN, hex_of, linear, of_actions

STYLES = Path(__file__).resolve().parents[2] / "static" / "css"
TOKENS, ACCENTS = ((STYLES / name).read_text() for name in ("tokens.css", "accents.css"))
ENOUGH = 4.5  # to one, for words (WCAG 2.2, AA)
APART = 25  # degrees between a hue that can be chosen and one that means something
HOVER = 1.15  # how much brighter a button is under the pointer: `.btn.primary:hover`
Light = tuple[float, float, float]

SCHEMES = ("light", "dark")
WORDS_ON_GROUNDS = [
    *product(["sheen"], ["haze", "sheet", "well", "sheen-wash"]),
    *product(["on-sheen"], ["sheen"]),
    *product(["ink", "soft"], ["sheen-wash"]),
]


def token(name: str, scheme: str, hue: int | None, styles: str = "") -> Light:
    """As light, out of the styles themselves; those of accents.css win where there is a hue."""
    pattern = rf"--{name}: light-dark\((.+)\);?$"
    found = re.search(pattern, styles or ACCENTS, re.MULTILINE) if hue is not None else None
    found = found or re.search(pattern, TOKENS, re.MULTILINE)
    assert found, name
    both = re.fullmatch(r"(#\w+|oklch\(.*?\)\)?), (#\w+|oklch\(.*\))", found[1])
    assert both, found[1]
    return light_of(both[SCHEMES.index(scheme) + 1], hue)


def light_of(said: str, hue: int | None) -> Light:
    parts = re.fullmatch(r"oklch\((\d+)% ([.\d]+) var\(--accent\)\)", said)
    if parts:
        assert hue is not None
        return linear(int(parts[1]) / 100, float(parts[2]), hue)
    digits = said.removeprefix("#")
    digits = digits if len(digits) == 6 else "".join(digit * 2 for digit in digits)
    red, green, blue = (decoded(int(digits[at : at + 2], 16) / 255) for at in (0, 2, 4))
    return red, green, blue


def decoded(value: float) -> float:
    return value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4


def contrast(one: Light, other: Light) -> float:
    dark, bright = sorted(0.2126 * red + 0.7152 * green + 0.0722 * blue for red, green, blue in (one, other))
    return (bright + 0.05) / (dark + 0.05)


def degrees() -> dict[int, int]:
    """What a class sets, in degrees."""
    return {int(step): int(at) for step, at in re.findall(r"\.accent-(\d+), .*--accent: (\d+) }", ACCENTS)}


def too_faint(styles: str = "") -> list[tuple[object, ...]]:
    return [
        (hue, scheme, words, ground)
        for hue, scheme, (words, ground) in product(range(0, 360, 10), SCHEMES, WORDS_ON_GROUNDS)
        if contrast(token(words, scheme, hue, styles), token(ground, scheme, hue, styles)) < ENOUGH
    ]


def test_contrast_holds_for_every_hue_in_both_schemes() -> None:
    assert too_faint() == []


def test_a_colour_that_is_too_light_would_be_seen() -> None:
    assert too_faint(ACCENTS.replace("oklch(41% .067", "oklch(58% .067")) != []
    assert too_faint(ACCENTS.replace("oklch(81% .07", "oklch(60% .07")) != []


def test_the_word_on_a_button_is_read_under_the_pointer_as_well() -> None:
    for hue, scheme in product(degrees().values(), SCHEMES):
        red, green, blue = (min(1.0, HOVER**2.2 * light) for light in token("sheen", scheme, hue))
        assert contrast((red, green, blue), token("on-sheen", scheme, hue)) >= ENOUGH, (hue, scheme)


def test_every_screen_can_show_them_as_they_are_meant() -> None:
    """Inside sRGB: outside of it a browser would choose another lightness."""
    for hue, scheme, name in product(range(360), SCHEMES, ("sheen", "sheen-wash", "on-sheen")):
        assert all(-0.001 <= light <= 1.001 for light in token(name, scheme, hue)), (hue, scheme, name)


def test_a_class_for_each_hue_that_can_be_chosen() -> None:
    assert degrees() == {hue.value: hue.value * 10 for hue in Community.Hue}
    previewed = re.findall(r'\.hue-form:has\(\[value="(\d*)"\]:checked\)', ACCENTS)
    assert previewed == ["", *(str(hue.value) for hue in Community.Hue)]


@pytest.mark.parametrize("meaning", ["care", "ember", "leaf"])
@pytest.mark.parametrize("scheme", SCHEMES)
def test_none_is_taken_for_harm_for_recognition_or_for_what_was_reached(meaning: str, scheme: str) -> None:
    _lightness, _chroma, meant = oklch(token(meaning, scheme, None))
    for hue in Community.Hue:
        between = abs(hue.value * 10 - meant) % 360
        assert min(between, 360 - between) >= APART, hue.label


def oklch(light: Light) -> tuple[float, float, float]:
    """The way back from `web.colours.linear`."""
    red, green, blue = light
    long = (0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue) ** (1 / 3)
    middle = (0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue) ** (1 / 3)
    short = (0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue) ** (1 / 3)
    lightness = 0.2104542553 * long + 0.7936177850 * middle - 0.0040720468 * short
    a = 1.9779984951 * long - 2.4285922050 * middle + 0.4505937099 * short
    b = 0.0259040371 * long + 0.7827717662 * middle - 0.8086757660 * short
    return lightness, math.hypot(a, b), math.degrees(math.atan2(b, a)) % 360


def test_a_home_screen_and_mails_are_told_the_same_colour() -> None:
    assert f"oklch({SHEEN[0]:.0%} {str(SHEEN[1]).removeprefix('0')} var(--accent))" in ACCENTS
    assert f"--sheen: light-dark({BUILT_IN}, " in TOKENS
    assert hex_of(*oklch(light_of(BUILT_IN, None))) == BUILT_IN
    assert of_actions(None) == BUILT_IN
    told = [light_of(of_actions(hue), None) for hue in Community.Hue]
    assert all(contrast(light, (1, 1, 1)) >= ENOUGH for light in told)
    assert len(set(told)) == len(Community.Hue)
