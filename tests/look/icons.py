"""Draws the icons of the installed community, and the mark in each hue that can be chosen, from the mark in
static/img/favicon.svg: python -m tests.look.icons
"""

from __future__ import annotations

import re
import shutil
from pathlib import Path

from playwright.sync_api import sync_playwright

from community.embedded.check import CHROMIUM_NAMES
from web.colours import BUILT_IN, of_actions

IMAGES = Path(__file__).resolve().parents[2] / "static" / "img"
WIDTH, MIDDLE = 23.2, (12.5, 10.2)  # of the mark itself, in the units of its drawing
# Name, pixels, how much of the width the mark takes, how round the corners are. Of a maskable icon the system cuts
# away what lies outside a circle of four fifths.
ICONS = (
    ("icon-192.png", 192, 0.7, 0.22),
    ("icon-512.png", 512, 0.7, 0.22),
    ("icon-maskable-512.png", 512, 0.54, 0.0),
    ("icon-touch-180.png", 180, 0.64, 0.0),
)


def drawing(pixels: int, share: float, corners: float) -> str:
    found = re.search(r'<path [^>]*d="([^"]+)"', (IMAGES / "favicon.svg").read_text())
    assert found
    scale, half = pixels * share / WIDTH, pixels / 2
    moved = f"translate({half - MIDDLE[0] * scale} {half - MIDDLE[1] * scale}) scale({scale})"
    ground = f'<rect width="{pixels}" height="{pixels}" rx="{pixels * corners}" fill="{BUILT_IN}"/>'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{pixels}" height="{pixels}">{ground}'
        f'<path fill="#fff" transform="{moved}" d="{found[1]}"/></svg>'
    )


def mark_in(hue: int) -> str:
    """For the tab of a browser."""
    return (IMAGES / "favicon.svg").read_text().replace(BUILT_IN, of_actions(hue))


def main() -> None:
    styles = (IMAGES.parent / "css" / "accents.css").read_text()
    for hue in re.findall(r"^\.accent-(\d+),", styles, re.MULTILINE):
        (IMAGES / f"favicon-{hue}.svg").write_text(mark_in(int(hue)))
    path = next(filter(None, map(shutil.which, CHROMIUM_NAMES)))
    with sync_playwright() as playwright:
        page = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"]).new_page()
        for name, pixels, share, corners in ICONS:
            page.set_viewport_size({"width": pixels, "height": pixels})
            page.set_content(f"<style>*{{margin:0}}svg{{display:block}}</style>{drawing(pixels, share, corners)}")
            page.screenshot(path=IMAGES / name, omit_background=True)


if __name__ == "__main__":
    main()
