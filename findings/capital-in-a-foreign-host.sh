#!/bin/sh
# markdown-it-py 4.3.0 with nh3 0.3.8: a link to https://Österreich-hilft.example/ loses its address.
#
# A browser lowers the letters of a host before it spells it in ASCII: xn--sterreich-hilft-7sb.example. markdown-it-py does
# not: it encodes the capital Ö as it stands and gives a name that no registry hands out. nh3 parses addresses as browsers
# do, finds that name impossible and drops the whole href. The link stays blue and leads nowhere; with a small ö all is well.
# Seen:
#   Ö: <a href="https://xn--sterreich-hilft-leb.example/">, after nh3 <a rel="noopener noreferrer">
#   ö: <a href="https://xn--sterreich-hilft-7sb.example/">, after nh3 the same
set -eu
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/venv"
"$place/venv/bin/pip" install --quiet markdown-it-py==4.3.0 nh3==0.3.8
"$place/venv/bin/python" - <<'PYTHON'
import nh3
from markdown_it import MarkdownIt

def through(address: str) -> tuple[str, str]:
    html = MarkdownIt().render(f"[x]({address})")
    return html, nh3.clean(html)

made, cleaned = through("https://Österreich-hilft.example/")
print(made, cleaned, sep="")
assert 'href="https://xn--sterreich-hilft-leb.example/"' in made
assert "href" not in cleaned
made, cleaned = through("https://österreich-hilft.example/")
print(made, cleaned, sep="")
assert 'href="https://xn--sterreich-hilft-7sb.example/"' in made
assert 'href="https://xn--sterreich-hilft-7sb.example/"' in cleaned
PYTHON
