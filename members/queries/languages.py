"""In which language the interface speaks: to a member, to a visitor, for the community.

Only languages whose words are there can be chosen: English, of which the code is made, and every compiled catalogue.
What a browser says of itself (Accept-Language) is not asked: docs/decisions/languages.md.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import get_language, get_language_info, override, to_locale

from members.queries.community import community

if TYPE_CHECKING:
    from members.models import Community, Member

SOURCE = "en"
_COOKIE = re.compile(rf"(?:^|;\s*){re.escape(settings.LANGUAGE_COOKIE_NAME)}=([a-z-]{{2,10}})(?=;|$)")


@cache
def offered() -> dict[str, str]:
    """The codes that can be chosen, each with the language's own name for itself."""
    codes = [code for code, _name in settings.LANGUAGES if code == SOURCE or _is_compiled(code)]
    return {code: own_name(code) for code in codes}


def _is_compiled(code: str) -> bool:
    place = f"{to_locale(code)}/LC_MESSAGES/django.mo"
    return any((Path(folder) / place).is_file() for folder in settings.LOCALE_PATHS)


def known(code: str) -> str:
    """The code, or what stands for it where nobody can choose it."""
    if code in offered():
        return code
    return settings.LANGUAGE_CODE if settings.LANGUAGE_CODE in offered() else SOURCE


def of_community(row: Community | None = None) -> str:
    return known((row or community()).language)


def to_write_in() -> list[tuple[str, str]]:
    """What a topic may be written in, by its own name: nothing to choose where the community writes in one language."""
    row = community()
    if not row.topic_languages:
        return []
    own = of_community(row)
    return [("" if code == own else code, own_name(code)) for code in dict.fromkeys([own, *row.topic_languages])]


def written_here() -> list[str]:
    """The codes of all languages in which people write here: search knows how the words of each end."""
    row = community()
    return list(dict.fromkeys([of_community(row), *row.topic_languages]))


def is_named(code: str) -> bool:
    """Is it known what its speakers call it? What came along from elsewhere may hold any code."""
    try:
        return bool(own_name(code))
    except KeyError:
        return False


def own_name(code: str) -> str:
    """As its speakers call it."""
    return str(get_language_info(code)["name_local"]).capitalize()


def of_member(member: Member, row: Community | None = None) -> str:
    return member.reads_in if member.reads_in in offered() else of_community(row)


def to(member: Member, words: str | Promise) -> str:
    """Words that are written down for one reader, in the language that they read."""
    with override(of_member(member)):
        return str(words)


def chosen(cookies: str) -> str:
    """What a visitor chose, from the header that holds their cookies; "" where that is nothing, or nothing of ours."""
    if not cookies or (found := _COOKIE.search(cookies)) is None:
        return ""
    return found[1] if found[1] in offered() else ""


def own() -> str:
    """The language of this moment, as somebody who joins keeps it: "" where it is the community's, which may change."""
    now = get_language() or ""
    return now if now in offered() and now != of_community() else ""
