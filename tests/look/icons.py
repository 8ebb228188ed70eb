"""Draws the icons of the installed community and the mark, as they came and in each hue that can be chosen, from the mark in
static/img/favicon.svg: python -m tests.look.icons
"""

from __future__ import annotations

import io
import re
import shutil
from itertools import product
from pathlib import Path

from PIL import Image, ImageColor
from playwright.sync_api import sync_playwright

from community.embedded.check import CHROMIUM_NAMES
from web.colours import BUILT_IN, of_actions

IMAGES = Path(__file__).resolve().parents[2] / "static" / "img"
SHADES = 64  # of a picture that has two colours, and edges between them
WIDTH, MIDDLE = 23.2, (12.5, 10.2)  # of the mark itself, in the units of its drawing
# Name, pixels, how much of the width the mark takes, how round the corners are. Of a maskable icon the system cuts
# away what lies outside a circle of four fifths.
ICONS = (
    ("icon-192", 192, 0.7, 0.22),
    ("icon-512", 512, 0.7, 0.22),
    ("icon-maskable-512", 512, 0.54, 0.0),
    ("icon-touch-180", 180, 0.64, 0.0),
)


def drawing(pixels: int, share: float, corners: float, colour: str) -> str:
    found = re.search(r'<path [^>]*d="([^"]+)"', (IMAGES / "favicon.svg").read_text())
    assert found
    scale, half = pixels * share / WIDTH, pixels / 2
    moved = f"translate({half - MIDDLE[0] * scale} {half - MIDDLE[1] * scale}) scale({scale})"
    ground = f'<rect width="{pixels}" height="{pixels}" rx="{pixels * corners}" fill="{colour}"/>'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{pixels}" height="{pixels}">{ground}'
        f'<path fill="#fff" transform="{moved}" d="{found[1]}"/></svg>'
    )


def mark_in(hue: int) -> str:
    """For the tab of a browser."""
    return (IMAGES / "favicon.svg").read_text().replace(BUILT_IN, of_actions(hue))


def file_of(name: str, hue: int | None) -> str:
    return f"{name}.png" if hue is None else f"{name}-{hue}.png"


def small(screenshot: bytes, colour: str) -> bytes:
    """As few shades as the eye needs, the two colours themselves to the last digit."""
    image = Image.open(io.BytesIO(screenshot)).convert("RGBA").quantize(SHADES, method=Image.Quantize.FASTOCTREE)
    found, two = image.getpalette("RGBA"), [(*ImageColor.getrgb(each), 255) for each in (colour, "#fff")]
    assert found
    for at in range(0, len(found), 4):
        for exact in two:
            if all(abs(one - other) <= 2 for one, other in zip(found[at : at + 4], exact, strict=True)):
                found[at : at + 4] = exact
    image.putpalette(found, "RGBA")
    kept = io.BytesIO()
    image.save(kept, "PNG", optimize=True)
    return kept.getvalue()


def main() -> None:
    styles = (IMAGES.parent / "css" / "accents.css").read_text()
    hues = [int(hue) for hue in re.findall(r"^\.accent-(\d+),", styles, re.MULTILINE)]
    for hue in hues:
        (IMAGES / f"favicon-{hue}.svg").write_text(mark_in(hue))
    path = next(filter(None, map(shutil.which, CHROMIUM_NAMES)))
    with sync_playwright() as playwright:
        page = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"]).new_page()
        for (name, pixels, share, corners), hue in product(ICONS, (None, *hues)):
            colour = of_actions(hue)
            page.set_viewport_size({"width": pixels, "height": pixels})
            drawn = drawing(pixels, share, corners, colour)
            page.set_content(f"<style>*{{margin:0}}svg{{display:block}}</style>{drawn}")
            (IMAGES / file_of(name, hue)).write_bytes(small(page.screenshot(omit_background=True), colour))


if __name__ == "__main__":
    main()
