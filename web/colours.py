"""A colour of the styles as others want to have it, who know no `oklch()`."""

from __future__ import annotations

from math import cos, radians, sin

BUILT_IN = "#0c5462"  # --sheen of static/css/tokens.css, in the light
SHEEN = 0.41, 0.067  # lightness and chroma of --sheen in static/css/accents.css, in the light


def of_actions(hue: int | None) -> str:
    """The colour of links and buttons in the light, for the community's hue in steps of 10 degrees."""
    return BUILT_IN if hue is None else hex_of(*SHEEN, hue * 10)


def linear(lightness: float, chroma: float, hue: float) -> tuple[float, float, float]:
    """Red, green and blue as light, 0 to 1, of `oklch()`. https://bottosson.github.io/posts/oklab/"""
    a, b = chroma * cos(radians(hue)), chroma * sin(radians(hue))
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    middle = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    return (
        4.0767416621 * long - 3.3077115913 * middle + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * middle - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * middle + 1.7076147010 * short,
    )


def hex_of(lightness: float, chroma: float, hue: float) -> str:
    return "#" + "".join(f"{round(_encoded(light) * 255):02x}" for light in linear(lightness, chroma, hue))


def _encoded(light: float) -> float:
    light = min(max(light, 0.0), 1.0)
    return 12.92 * light if light <= 0.0031308 else 1.055 * light ** (1 / 2.4) - 0.055
