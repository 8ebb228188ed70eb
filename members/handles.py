"""Names: which may be carried, and the handle that is made from one. Touches no database."""

from __future__ import annotations

import re
import unicodedata
from itertools import groupby, pairwise

from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from idna import valid_contextj

from members.lookalikes import fold, look, modern, without_accents
from members.rules import NotAllowed
from writing.letters import JOINERS, ZWJ, compatible, is_mark, is_unseen

NAME_LENGTH = 60  # characters, as the column
HANDLE_LENGTH = 30  # characters, as the column
ACCENTS_IN_A_ROW = 2  # of one kind on one letter; more is a tower that covers the lines above
MARKS_IN_A_ROW = 5  # of all kinds: Burmese and Tibetan need them
VIRAMA = 9  # the combining class of the signs that join two consonants
# What names hold beside letters, marks and digits: signs between words or letters, from all over the world.
PLAIN_SIGNS = set(" '’‘.-‐‑–·,&()־׳״॰་༌፡・゠")

# Names that would speak for the community or for the machine.
_RESERVED = """
    admin administrator administration moderator moderators mod staff team support help helpdesk system root host
    owner official community murmuration everyone everybody all here channel nobody anonymous anon somebody someone
    deleted removed null undefined none nil true false nan void api static media admin accounts account login logout
    signin signout signup register join settings search robots sitemap feed mail email postmaster webmaster abuse
    security noreply no-reply con prn aux com1 lpt1 me you self member members user users guest visitor
    somebody-who-left
"""
_SPELT_WITH_DIGITS = str.maketrans("35", "es")

SCRIPTS = ("LATIN", "CYRILLIC", "GREEK", "ARMENIAN", "CHEROKEE")  # those with look-alikes of each other


def clean_name(raw: str) -> str:
    """The name as it will be shown. Raises NotAllowed with what is wrong."""
    name = unicodedata.normalize("NFC", raw).strip(" ")
    if any(_is_hidden(sign) for sign in name) or not all(_joins(name, place) for place in _joiners(name)):
        raise NotAllowed(_("There is a sign in that name that nobody can see. Please type it again."))
    name = re.sub(r"\s+", " ", name)
    if len(name) > NAME_LENGTH:
        words = ngettext(
            "Names have at most %(most)d letter here.", "Names have at most %(most)d letters here.", NAME_LENGTH
        )
        raise NotAllowed(words % {"most": NAME_LENGTH})
    if any(not _is_plain(sign) for sign in name):
        raise NotAllowed(_("Names are made of letters, numbers and spaces."))
    if not fold(name):
        raise NotAllowed(_("A name needs at least one letter or number."))
    if _tower(name):
        raise NotAllowed(_("There are too many accents on one letter."))
    if any(len(_scripts(word)) > 1 for word in name.split()):
        raise NotAllowed(_("A word in that name mixes two alphabets, so it could be taken for another name."))
    if is_reserved(name):
        raise NotAllowed(_("That name could be taken for the people who run this place. Please choose another."))
    return name


def handle_from(name: str) -> str:
    """The handle of a name, and of every way to type it: letters with their vowel signs and tones, digits, hyphens.

    Accents of Latin letters and helps for reading go, because few keyboards have them; "" where nothing is left.
    """
    text = compatible(modern(unicodedata.normalize("NFC", name))).lower().replace("ß", "ss")
    text = re.sub(f"[{JOINERS}\u0640]|(?<=[\u05d0-\u05ea])['’׳״]", "", text)
    words = "".join(_simple(sign) if _is_lettered(sign) else " " for sign in _letters(text)).split()
    return "-".join(words)[:HANDLE_LENGTH].strip("-")


def digest_of(handle: str) -> str:
    """How a handle is remembered when nobody carries it any more; what looks alike has the same."""
    return salted_hmac("members.formerhandle", fold(handle), algorithm="sha256").hexdigest()


def is_reserved(name: str) -> bool:
    return any(key.translate(_SPELT_WITH_DIGITS) in _RESERVED_KEYS for key in (fold(name), look(name)))


def _is_hidden(sign: str) -> bool:
    if sign in JOINERS:
        return False
    return is_unseen(sign) or unicodedata.category(sign) in {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}


def _joiners(name: str) -> list[int]:
    return [place for place, sign in enumerate(name) if sign in JOINERS]


def _joins(name: str, place: int) -> bool:
    """Does a joiner change how the letters beside it are written? Then it is a part of the spelling."""
    if valid_contextj(name, place):
        return True
    after, before = name[place + 1 : place + 2], name[max(place - 1, 0) : place]
    return name[place] == ZWJ and before.isalpha() and bool(after) and unicodedata.combining(after) == VIRAMA


def _is_plain(sign: str) -> bool:
    return sign in PLAIN_SIGNS or sign in JOINERS or unicodedata.category(sign)[0] in "LM" or _is_digit(sign)


def _is_digit(sign: str) -> bool:
    return unicodedata.category(sign) == "Nd"


def _is_lettered(letter: str) -> bool:
    """A letter or a digit with its marks; an apostrophe that counts as a letter is none here."""
    return letter[0].isalnum() and not unicodedata.name(letter[0], "").startswith("MODIFIER LETTER")


def _letters(text: str) -> list[str]:
    """Each letter with the marks that belong to it."""
    found: list[str] = []
    for sign in text:
        if found and is_mark(sign):
            found[-1] += sign
        else:
            found.append(sign)
    return found


def _simple(letter: str) -> str:
    """Without accents and helps for reading, but for Greek and Cyrillic: there an accent makes another letter."""
    return without_accents(letter) if _scripts(letter) <= {"LATIN"} else letter


def _tower(name: str) -> bool:
    for is_on_top, run in groupby(unicodedata.normalize("NFD", name), _stands_on_top):
        marks = list(run)
        if is_on_top and _is_too_much(marks):
            return True
    return False


def _stands_on_top(sign: str) -> bool:
    return unicodedata.category(sign) in {"Mn", "Me"}


def _is_too_much(marks: list[str]) -> bool:
    """Too many marks, one of them twice, or too many in one place of the letter."""
    kinds = [unicodedata.combining(mark) for mark in marks]
    doubled = any(one == next for one, next in pairwise(marks))
    crowded = any(kinds.count(kind) > ACCENTS_IN_A_ROW for kind in kinds if kind)
    return len(marks) > MARKS_IN_A_ROW or doubled or crowded


def _scripts(word: str) -> set[str]:
    names = (unicodedata.name(sign, "") for sign in word if unicodedata.category(sign)[0] == "L")
    return {script for name in names for script in SCRIPTS if name.startswith(script)}


_RESERVED_KEYS = frozenset(fold(word) for word in _RESERVED.split())
