"""A language that nobody speaks, made of the English: accents, brackets around each sentence, four tenths longer.

What stands on a page without brackets was not translated; what does not fit would not fit in German either.
It takes the code of Esperanto, which the interface does not speak, so nothing of it stays in what other tests read.
"""

from __future__ import annotations

import atexit
import re
import shutil
import tempfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import allauth
import django
import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import read_mo
from django.conf import LazySettings
from django.utils import translation

from community import catalogues
from members.queries import languages
from web.templatetags import frames

CODE = "eo"
OPENS, CLOSES = "⟦", "⟧"
LONGER = 0.4
ACCENTS = str.maketrans("aceinorsuyzACEINORSUYZ", "áçéíñóŕšúýžÁÇÉÍÑÓŔŠÚÝŽ")
# What a sentence holds that is no word: placeholders, tags, entities, addresses.
KEPT = re.compile(r"(%\(\w+\)[sd]|%[sdif%n]|%day|\{\w*\}|<[^>]+>|&\w+;|https?://\S+)")


def said(words: str) -> str:
    """The sentence in that language; spaces at its ends stay where they are."""
    inside = words.strip()
    if not inside:
        return words
    parts = KEPT.split(inside)
    accented = "".join(part if number % 2 else part.translate(ACCENTS) for number, part in enumerate(parts))
    visible = sum(len(part) for part in parts[::2])
    longer = ("~" * max(1, round(visible * LONGER)))[:60]
    return words.replace(inside, f"{OPENS}{accented} {longer}{CLOSES}")


def _of_libraries() -> Iterator[str | tuple[str, ...]]:
    """What Django and allauth say, from a catalogue of theirs."""
    folders = [Path(module.__file__ or "").parent for module in (django, allauth)]
    for path in sorted(one for folder in folders for one in folder.rglob("locale/de/LC_MESSAGES/django.mo")):
        with path.open("rb") as file:
            yield from (message.id for message in read_mo(file) if message.id and not message.context)


@cache
def folder() -> Path:
    """Where the catalogue is."""
    made = Catalog(locale=CODE)
    for entry in catalogues.messages().values():
        string = tuple(map(said, entry.id)) if isinstance(entry.id, tuple) else said(entry.id)
        made.add(entry.id, string=string, context=entry.key[0])
    for id in _of_libraries():
        if id not in made:
            made.add(id, string=said(id) if isinstance(id, str) else tuple(map(said, id)))
    place = Path(tempfile.mkdtemp(prefix="murmuration-pseudo-"))
    atexit.register(shutil.rmtree, place, ignore_errors=True)
    target = place / CODE / catalogues.COMPILED
    target.parent.mkdir(parents=True)
    target.write_bytes(catalogues.compiled(made))
    return place


def speak(settings: LazySettings) -> None:
    """The interface speaks it beside English, until the test ends."""
    settings.LOCALE_PATHS = [*settings.LOCALE_PATHS, folder()]
    settings.LANGUAGES = [("en", "English"), (CODE, "Esperanto")]


@pytest.fixture(name="pseudo")
def pseudo_fixture(settings: LazySettings) -> Iterator[str]:
    speak(settings)
    _forget()
    yield CODE
    translation.activate("en")
    _forget()


def _forget() -> None:
    """What a process asks once, because no process sees it change."""
    languages.offered.cache_clear()
    frames._frames.clear()
