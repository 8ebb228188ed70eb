"""Names: which may be carried, when two look alike, and the handle that is made from one. Touches no database."""

from __future__ import annotations

import re
import unicodedata

from django.utils.translation import gettext as _

from members.rules import NotAllowed

NAME_LENGTH = 60  # characters, as the column
HANDLE_LENGTH = 30  # characters, as the column
MARKS_IN_A_ROW = 2  # accents on one letter; more is a tower that covers the lines above
PLAIN_SIGNS = set(" '’.-·,&()")  # what names hold beside letters, marks and digits

# Names that would speak for the community or for the machine.
_RESERVED = """
    admin administrator administration moderator moderators mod staff team support help helpdesk system root host
    owner official community murmuration everyone everybody all here channel nobody anonymous anon somebody someone
    deleted removed null undefined none nil true false nan void api static media admin accounts account login logout
    signin signout signup register join settings search robots sitemap feed mail email postmaster webmaster abuse
    security noreply no-reply con prn aux com1 lpt1 me you self member members user users guest visitor
    somebody-who-left
"""

# Letters that look like a Latin one, folded onto it. After NFKC and accents; not a full table of Unicode, but the
# scripts that names here are mixed from.
LOOKALIKES = str.maketrans(
    "аәвьъсԁеєэғԍһніӏјкмпоөрԛгѕтуүѵԝхзαβεηικνορστυχγωոօսցզհաıɩɪɡɑɛøłđħŧʏᴢƒȷ0135",
    "aabbbcdeeefghhiljkmnoopqrstyyvwxeabenikvopotuxywnougqhwiiigaeoldhtyzfjoles",
)
# Then pairs of letters that read as one, and the one stroke that is i, l and 1.
LIGATURES = (("rn", "m"), ("vv", "w"), ("i", "l"))

SCRIPTS = ("LATIN", "CYRILLIC", "GREEK", "ARMENIAN", "CHEROKEE")  # those with look-alikes of each other


def clean_name(raw: str) -> str:
    """The name as it will be shown. Raises NotAllowed with what is wrong."""
    name = unicodedata.normalize("NFC", raw).strip(" ")
    if any(unicodedata.category(sign) in {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"} for sign in name):
        raise NotAllowed(_("There is a sign in that name that nobody can see. Please type it again."))
    name = re.sub(r"\s+", " ", name)
    if len(name) > NAME_LENGTH:
        raise NotAllowed(_("Names have at most %(most)d letters here.") % {"most": NAME_LENGTH})
    if any(not _is_plain(sign) for sign in name):
        raise NotAllowed(_("Names are made of letters, numbers and spaces."))
    if not any(unicodedata.category(sign)[0] in "LN" for sign in name):
        raise NotAllowed(_("A name needs at least one letter or number."))
    if _tower(name):
        raise NotAllowed(_("There are too many accents on one letter."))
    if any(len(_scripts(word)) > 1 for word in name.split()):
        raise NotAllowed(_("A word in that name mixes two alphabets, so it could be taken for another name."))
    if fold(name) in _RESERVED_KEYS:
        raise NotAllowed(_("That name could be taken for the people who run this place. Please choose another."))
    return name


def fold(name: str) -> str:
    """What two names share when an eye could take one for the other; "" where nothing is left to compare."""
    text = unicodedata.normalize("NFKC", name).casefold()
    text = unicodedata.normalize("NFKC", text).casefold()
    text = "".join(_digit(sign) for sign in unicodedata.normalize("NFKD", text) if not unicodedata.combining(sign))
    text = "".join(sign for sign in text.translate(LOOKALIKES) if sign.isalnum())
    for pair, one in LIGATURES:
        text = text.replace(pair, one)
    return text[:HANDLE_KEY_LENGTH]


def handle_from(name: str) -> str:
    """A handle to begin with: letters, digits and hyphens; "" where the name has none."""
    text = unicodedata.normalize("NFKC", name).casefold().replace("ß", "ss")
    kept = "".join(sign for sign in unicodedata.normalize("NFKD", text) if unicodedata.category(sign) != "Mn")
    kept = unicodedata.normalize("NFC", kept)
    words = re.findall(r"[^\W_]+", kept)
    return "-".join(words)[:HANDLE_LENGTH].strip("-")


def is_reserved(handle: str) -> bool:
    return fold(handle) in _RESERVED_KEYS


def _digit(sign: str) -> str:
    value = unicodedata.digit(sign, None)
    return sign if value is None else str(value)


def _is_plain(sign: str) -> bool:
    return sign in PLAIN_SIGNS or unicodedata.category(sign)[0] in "LM" or unicodedata.category(sign) == "Nd"


def _tower(name: str) -> bool:
    marks = 0
    for sign in unicodedata.normalize("NFD", name):
        marks = marks + 1 if unicodedata.category(sign) in {"Mn", "Me"} else 0
        if marks > MARKS_IN_A_ROW:
            return True
    return False


def _scripts(word: str) -> set[str]:
    names = (unicodedata.name(sign, "") for sign in word if unicodedata.category(sign)[0] == "L")
    return {script for name in names for script in SCRIPTS if name.startswith(script)}


HANDLE_KEY_LENGTH = 120  # characters, as the column
_RESERVED_KEYS = frozenset(fold(word) for word in _RESERVED.split())
