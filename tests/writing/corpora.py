"""Outside collections of hostile and odd input, where the environment says that they are, beside our own."""

import json
import os
from pathlib import Path
from typing import Any

import pytest

FOLDER = os.environ.get("MURMURATION_CORPORA", "")
outside = pytest.mark.skipif(not FOLDER, reason="MURMURATION_CORPORA names no folder of outside test data")


def load(name: str) -> Any:
    return json.loads((Path(FOLDER) / name).read_text()) if FOLDER else []


def strings(value: Any) -> list[str]:
    """Every string in a JSON document."""
    match value:
        case str():
            return [value]
        case dict():
            return [text for each in value.values() for text in strings(each)]
        case list():
            return [text for each in value for text in strings(each)]
    return []


def hostile() -> list[str]:
    """Every payload of the collections and of our own set."""
    names = ("xss_dompurify_expect.json", "xss_owasp_evasion.json", "xss_ammonia_inputs.json", "blns.json")
    found = [text for name in names for text in strings(load(name))]
    if FOLDER:
        found += (Path(FOLDER) / "markdown_it_xss.txt").read_text().split("\n.\n")
    return list(dict.fromkeys(OURS + found))


CALL = "window.ran=1"
OURS = [
    f"<script>{CALL}</script>",
    f"<img src=x onerror={CALL}>",
    f"<svg/onload={CALL}>",
    f'<svg><a xlink:href="javascript:{CALL}"><text x=0 y=20>x</text></a></svg>',
    f"<math><mtext><table><mglyph><style><!--</style><img title='--&gt;&lt;img src=1 onerror={CALL}&gt;'>",
    f'<noscript><p title="</noscript><img src=x onerror={CALL}>">',
    f"<a href='javascript:{CALL}'>x</a>",
    f"<a href='&#106;avascript:{CALL}'>x</a>",
    f"<a href='\x01javascript:{CALL}'>x</a>",
    f"[x](javascript:{CALL})",
    f"[x](&#x6A;avascript:{CALL})",
    f"[x](<java\nscript:{CALL}>)",
    f"<javascript:{CALL}>",
    f"![x](javascript:{CALL})",
    f'![x](https://stranger.example/a.png" onerror="{CALL})',
    f'[x](https://stranger.example/ "t" onmouseover="{CALL}")',
    f'[x]: https://stranger.example/ "\\" onmouseover={CALL}"\n[x]',
    f"```html onload={CALL}\n<script>{CALL}</script>\n```",
    f'```"><script>{CALL}</script>\nx\n```',
    f"|a|b|\n|-|-|\n|<img src=x onerror={CALL}>|2|",
    f"@<script>{CALL}</script>",
    f'@marit"><script>{CALL}</script>',
    f"- [ ] <img src=x onerror={CALL}>",
    '<img src="https://stranger.example/pixel.gif">',
    "![pixel](//stranger.example/pixel.gif)",
    '<img srcset="https://stranger.example/a 1x">',
    '<video poster="https://stranger.example/a"></video><audio src="https://stranger.example/a" autoplay>',
    '<link rel=stylesheet href="https://stranger.example/a.css"><style>@import "https://stranger.example/b.css";</style>',
    '<p style="background:url(https://stranger.example/a)">x</p>',
    '<iframe src="https://stranger.example/"></iframe><object data="https://stranger.example/"></object>',
    '<form action="https://stranger.example/"><input name=q autofocus onfocus=window.ran=1><button>x</button></form>',
    '<base href="https://stranger.example/"><meta http-equiv=refresh content="0;url=https://stranger.example/">',
    '<a href="https://stranger.example/" ping="https://stranger.example/ping">x</a>',
    "<p id=main name=body class=btn>clobber</p>",
    '<td background="https://stranger.example/a">x</td>',
]
