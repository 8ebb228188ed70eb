"""The two sanitisers. The first makes any HTML well-formed and harmless; the last lets through only what we write.

Between them `finish.py` shapes the text, and the last wall holds whatever a mistake there would let out.
"""

from __future__ import annotations

import re

import nh3

from writing import formulas
from writing.highlight import CLASSES
from writing.pictures import SIZES

SCHEMES = {"http", "https", "mailto", "tel"}
DROPPED_WITH_CONTENT = {"script", "style", "template", "noscript", "iframe", "object", "title", "svg", "math"}
INLINE = set("a b br cite code del em i ins kbd mark q s samp small strike strong sub sup u var".split())
BLOCK = set(
    "blockquote dd details div dl dt h1 h2 h3 h4 h5 h6 hr li ol p pre summary table tbody td tfoot th thead tr ul".split()
)

# Footnotes alone have ids: as Markdown numbers them, then with the mark of their text before it, for a page has many texts.
FOOTNOTE = re.compile(r"fn(?:ref)?[0-9]{1,4}(?::[0-9]{1,4})?")
MARKED = re.compile(r"fn(?:ref)?-[0-9a-f]{8}-[0-9]{1,4}(?:-[0-9]{1,4})?")


def _first_ids(_tag: str, name: str, value: str) -> str | None:
    return value if name != "id" or FOOTNOTE.fullmatch(value) else None


def _last_ids(_tag: str, name: str, value: str) -> str | None:
    return value if name != "id" or MARKED.fullmatch(value) else None


_first = nh3.Cleaner(
    tags=INLINE | BLOCK | {"img"},
    attributes={
        "a": {"href", "title", "id"},
        "img": {"src", "alt", "title"},
        "li": {"id"},
        "details": {"class", "title"},
        "blockquote": {"class"},
        "code": {"class"},
        "pre": {"class"},
        "ol": {"start"},
        "td": {"style", "colspan", "rowspan"},
        "th": {"style", "colspan", "rowspan"},
    },
    filter_style_properties={"text-align"},
    attribute_filter=_first_ids,
    url_schemes=SCHEMES,
    clean_content_tags=DROPPED_WITH_CONTENT,
    link_rel=None,
)

_last = nh3.Cleaner(
    tags=INLINE | (BLOCK - {"h1"}) | {"img", "picture", "source", "span"} | set(formulas.ELEMENTS),
    attributes={
        "a": {"href", "title", "rel", "id", "aria-label"},
        "li": {"id"},
        "img": {"src", "srcset", "alt", "width", "height"},
        "source": {"srcset"},
        "ol": {"start"},
        "td": {"colspan", "rowspan"},
        "th": {"colspan", "rowspan"},
        "div": {"aria-label"},
        "math": {"alttext"},
    },
    tag_attribute_values={
        **dict.fromkeys(formulas.ELEMENTS, formulas.ATTRIBUTES),
        "div": {"role": {"region"}, "tabindex": {"0"}},
        "pre": {"tabindex": {"0"}, "dir": {"ltr"}},
        "code": {"dir": {"ltr"}},
        "th": {"scope": {"col"}},
        "img": {"loading": {"lazy"}, "decoding": {"async"}, "sizes": {SIZES}},
        "source": {
            "type": {"image/avif", "image/webp"},
            "media": {"(prefers-reduced-motion: no-preference)"},
            "sizes": {SIZES},
        },
    },
    attribute_filter=_last_ids,
    allowed_classes={
        "a": {"mention", "picture", "footnote", "back"},
        "details": {"folded"},
        "div": {"table"},
        "ol": {"footnotes"},
        "li": {"task"},
        "span": CLASSES,
        "td": {"num", "mid"},
        "th": {"num", "mid"},
    },
    url_schemes=SCHEMES,
    clean_content_tags=DROPPED_WITH_CONTENT - {"math"},
    link_rel=None,
)


def first(html: str) -> str:
    """Any HTML, well-formed and harmless; classes of code, alignment of cells and images are still there."""
    return _first.clean(html)


def last(html: str) -> str:
    """Only what we write ourselves."""
    return _last.clean(html)
