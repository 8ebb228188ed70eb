"""Formulas in the short Markdown of comments: there their signs mean themselves, never emphasis. No database."""

from __future__ import annotations

import re

# As MathJax finds them there: `$…$` beside no blank and before no digit ("$5 or $6" is money), `$$…$$`, `\$…\$` where
# money is talked about a lot, `\(…\)`, `\[…\]` and environments. What stands in backticks is code.
_FORMULA = re.compile(
    r"""(?P<code>(?P<ticks>`+)(?!`).*?(?<!`)(?P=ticks)(?!`))
    | \$\$.+?\$\$
    | \\\$(?!\s)[^$]+?(?<!\s)\\\$
    | (?<![\\$\w])\$(?![\s$])(?:[^$\\]|\\.)+?(?<!\s)\$(?![\d$])
    | \\begin\{(?P<name>\w+\*?)\}.+?\\end\{(?P=name)\}
    | \\\((?!\s*$).+?\\\)
    | \\\[.+?\\\]""",
    re.VERBOSE | re.DOTALL,
)
_SIGNS = re.compile(r"([\\`*_\[\]<>&~!])")


def kept(text: str, *, most: int) -> str:
    """The Markdown with the signs in its formulas escaped; as it was where that would be too long."""
    made = _FORMULA.sub(lambda match: match[0] if match["code"] else _SIGNS.sub(r"\\\1", match[0]), text)
    return made if len(made) <= most else text
