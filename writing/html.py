"""HTML that was written elsewhere (imports): kept faithfully, made safe."""

from __future__ import annotations

from writing.rendered import Rendered
from writing.sanitise import safe, words


def clean_html(html: str, *, first_heading: int = 3) -> Rendered:
    """The same text as safe HTML; see `sanitise.safe`."""
    clean = safe(html, first_heading=first_heading)
    return Rendered(clean, words(clean))
