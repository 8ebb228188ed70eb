"""The words of the interface: taken out of the code, kept as catalogues in locale/, compiled where the product is put together.

`bin/manage messages` brings the catalogues up to date, `bin/lint` says what is wrong in them. Neither needs GNU gettext.
A catalogue in git has no dates and no numbers of lines, so a change in it is a change of words.
"""

from __future__ import annotations

import ast
import io
import os
import re
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract as extracted
from babel.messages.mofile import write_mo
from babel.messages.plurals import get_plural
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

from community.env import BASE_DIR
from community.template_loader import compact

LOCALE = BASE_DIR / "locale"
CATALOGUE, COMPILED = Path("LC_MESSAGES/django.po"), Path("LC_MESSAGES/django.mo")
# Where words for people stand: the apps and the templates. What only developers read is no place for them.
NOT_OURS = {
    "tests",
    "benchmarks",
    "findings",
    "docs",
    "bin",
    "docker",
    "static",
    "locale",
    "var",
    "build",
    "node_modules",
}
NAMED_FAULTS = 20  # of a language, in one report
CLOSE = 0.8  # how alike a sentence is to the one that it was, so that its translation is worth a look

# Django's functions: which arguments are the message, its plural and its context.
FUNCTIONS: dict[str, tuple[int, int | None, int | None]] = {
    "gettext": (0, None, None),
    "gettext_lazy": (0, None, None),
    "gettext_noop": (0, None, None),
    "ngettext": (0, 1, None),
    "ngettext_lazy": (0, 1, None),
    "pgettext": (1, None, 0),
    "pgettext_lazy": (1, None, 0),
    "npgettext": (1, 2, 0),
    "npgettext_lazy": (1, 2, 0),
}
IN_TEMPLATES = {
    "_": None,
    "gettext": None,
    "ngettext": (1, 2),
    "pgettext": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}
TRANSLATORS = "Translators:"

Key = tuple[str | None, str]  # the context and the message, in the singular


@dataclass
class Entry:
    """One message of the code, where it stands, and what is said to translators."""

    key: Key
    plural: str | None = None
    files: set[str] = field(default_factory=set)
    comments: list[str] = field(default_factory=list)

    @property
    def id(self) -> str | tuple[str, str]:
        return (self.key[1], self.plural) if self.plural is not None else self.key[1]


Found = tuple[Key, str | None, list[str]]


# --- taken out of the code ------------------------------------------------------------------------------


def messages(root: Path = BASE_DIR) -> dict[Key, Entry]:
    """Every message of Python and of the templates. Scripts have none: their words stand in the pages (`data-*`)."""
    entries: dict[Key, Entry] = {}
    for path in sources(root):
        source = path.read_text(encoding="utf-8")
        found = of_python(source) if path.suffix == ".py" else of_template(source, path)
        for key, plural, comments in found:
            entry = entries.setdefault(key, Entry(key))
            entry.plural = plural if entry.plural is None else entry.plural
            entry.files.add(path.relative_to(root).as_posix())
            entry.comments += [comment for comment in comments if comment not in entry.comments]
    return entries


def sources(root: Path) -> Iterator[Path]:
    folders = sorted(path for path in root.iterdir() if path.is_dir() and path.name not in NOT_OURS)
    for folder in folders:
        if folder.name[0] not in "._":
            yield from (path for path in sorted(folder.rglob("*")) if path.suffix in (".py", ".html", ".txt", ".xml"))


def of_python(source: str) -> Iterator[Found]:
    """By whatever name a module imports the functions. A message that is no constant is somebody else's constant."""
    if "translation" not in source:
        return
    tree = ast.parse(source)
    names = dict(_imported(tree))
    if not names:
        return
    lines = source.splitlines() if TRANSLATORS in source else []
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call) or (function := names.get(_name_of(node.func))) is None:
            continue
        words = [one.value if isinstance(one, ast.Constant) else None for one in node.args]
        message, plural, context = (
            words[at] if at is not None and at < len(words) else None for at in FUNCTIONS[function]
        )
        if isinstance(message, str) and message.strip():
            key = (context if isinstance(context, str) else None, message)
            yield key, plural if isinstance(plural, str) else None, _comments_before(lines, node.lineno)


def _imported(tree: ast.Module) -> Iterator[tuple[str, str]]:
    """The module's own name for each function, "translation.gettext" for one that it reaches through its module."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.ImportFrom):
            continue
        for one in node.names:
            if node.module == "django.utils.translation" and one.name in FUNCTIONS:
                yield one.asname or one.name, one.name
            elif node.module == "django.utils" and one.name == "translation":
                yield from ((f"{one.asname or one.name}.{name}", name) for name in FUNCTIONS)


def _name_of(function: ast.expr) -> str:
    if isinstance(function, ast.Attribute) and isinstance(function.value, ast.Name):
        return f"{function.value.id}.{function.attr}"
    return function.id if isinstance(function, ast.Name) else ""


def _comments_before(lines: list[str], number: int) -> list[str]:
    """The comment for translators that ends on the line above."""
    said: list[str] = []
    for line in reversed(lines[: number - 1]):
        if not (words := line.strip()).startswith("#"):
            return []
        said.insert(0, words.lstrip("# "))
        if said[0].startswith(TRANSLATORS):
            return [" ".join(said)]
    return []


def of_template(source: str, path: Path) -> Iterator[Found]:
    """As the templates' loader reads them: what it joins to one line is one line in the message as well."""
    if "trans" not in source and "_(" not in source:
        return
    as_python = templatize(compact(source) if path.suffix == ".html" else source, origin=str(path))
    read = io.BytesIO("\n".join(line.strip() for line in as_python.split("\n")).encode())
    for _line, message, comments, context in extracted("python", read, IN_TEMPLATES, (TRANSLATORS,)):
        singular, plural = message if isinstance(message, tuple) else (message, None)
        if singular.strip():
            yield (context, singular), plural, comments


# --- kept ------------------------------------------------------------------------------------------------


def languages(locale: Path = LOCALE) -> list[str]:
    """The names of the catalogues that there are: "de", "pt_BR"."""
    return sorted(path.parent.parent.name for path in locale.glob(f"*/{CATALOGUE}"))


def read(language: str, locale: Path = LOCALE) -> Catalog:
    with (locale / language / CATALOGUE).open("rb") as file:
        return read_po(file, locale=language)


def merged(language: str, old: Catalog, entries: dict[Key, Entry]) -> Catalog:
    """The messages of the code with their translations. A sentence that was changed keeps its old one, marked as fuzzy."""
    new = Catalog(locale=language)
    kept = {(message.context, singular(message)): message for message in old if message.id}
    gone = {key: message for key, message in kept.items() if key not in entries and is_complete(message, new)}
    by_words = {words: key for key in gone if (words := key[1])}
    for key in sorted(entries, key=lambda key: (key[1], key[0] or "")):
        entry, before = entries[key], kept.get(key)
        flags = set(before.flags) if before is not None else set()
        if before is None and (alike := get_close_matches(key[1], by_words, n=1, cutoff=CLOSE)):
            before = gone[by_words[alike[0]]]
            flags.add("fuzzy")
        said = before.string if before is not None and isinstance(before.id, str) == isinstance(entry.id, str) else None
        if said is None:
            flags.discard("fuzzy")
        new.add(
            entry.id,
            string=said,
            locations=[(file, 0) for file in sorted(entry.files)],
            flags=flags - {"python-format", "python-brace-format"},
            auto_comments=entry.comments,
            user_comments=before.user_comments if before is not None else (),
            context=key[0],
        )
    return new


def written(catalogue: Catalog) -> bytes:
    body = io.BytesIO()
    write_po(body, catalogue, width=0, omit_header=True, include_lineno=False)
    plural = get_plural(str(catalogue.locale))
    head = (
        'msgid ""\nmsgstr ""\n'
        f'"Language: {catalogue.locale}\\n"\n'
        f'"Plural-Forms: nplurals={plural.num_plurals}; plural={plural.plural_expr};\\n"\n'
        '"MIME-Version: 1.0\\n"\n"Content-Type: text/plain; charset=utf-8\\n"\n"Content-Transfer-Encoding: 8bit\\n"\n\n'
    )
    return head.encode() + body.getvalue()


def update(language: str, entries: dict[Key, Entry], locale: Path = LOCALE) -> None:
    path = locale / language / CATALOGUE
    now = written(merged(language, read(language, locale), entries))
    if now != path.read_bytes():
        path.write_bytes(now)


# --- what is wrong ---------------------------------------------------------------------------------------

NAMED = re.compile(r"(?<!%)%\((\w+)\)[sd]")
BROKEN_NAME = re.compile(r"(?<!%)%\((\w+)\)(?![sd])|(?<!%)%(?![(%sdif\s])\w*\(")
IN_ORDER = re.compile(r"(?<!%)%[sdif]")
BRACES = re.compile(r"\{(\w*)\}")
TAG = re.compile(r"</?[a-zA-Z][^>]*>")


@dataclass(frozen=True)
class Fault:
    kind: str  # "missing", "fuzzy", "obsolete", "placeholders", "tags", "plurals", "spaces", "broken file"
    message: str
    said: str = ""

    def __str__(self) -> str:
        return f"{self.kind}: {self.message!r}" + (f" ({self.said})" if self.said else "")


def faults(language: str, entries: dict[Key, Entry], locale: Path = LOCALE) -> Iterator[Fault]:
    """What in this catalogue a reader would stumble over."""
    catalogue = read(language, locale)
    theirs = {(message.context, singular(message)): message for message in catalogue if message.id}
    for key, entry in entries.items():
        message = theirs.get(key)
        if message is None:
            yield Fault("missing", key[1], "not in the catalogue: bin/manage messages")
        elif isinstance(message.id, str) != isinstance(entry.id, str):
            yield Fault("missing", key[1], "its plural changed: bin/manage messages")
        else:
            yield from of_message(message, catalogue)
    for key in (*theirs, *((obsolete.context, singular(obsolete)) for obsolete in catalogue.obsolete.values())):
        if key not in entries:
            yield Fault("obsolete", key[1], "nothing says it any more: bin/manage messages")


def of_message(message: Message, catalogue: Catalog) -> Iterator[Fault]:
    words = singular(message)
    if message.fuzzy:
        yield Fault("fuzzy", words)
    said: tuple[str, ...] = (
        tuple(message.string) if isinstance(message.string, (tuple, list)) else (message.string or "",)
    )
    original = (words, message.id[1]) if isinstance(message.id, (tuple, list)) else words
    if isinstance(original, tuple) and len(said) != (wanted := get_plural(str(catalogue.locale)).num_plurals):
        yield Fault("plurals", words, f"{len(said)} forms, and the language has {wanted}")
    if not all(said):
        yield Fault("missing", words)
        return
    for form in said:
        yield from (Fault(kind, words, why) for kind, why in differences(original, form))


def differences(id: str | tuple[str, str], form: str) -> Iterator[tuple[str, str]]:
    """Between the English and one form of its translation. A plural form may leave out a number that it says in words."""
    originals = id if isinstance(id, tuple) else (id,)
    known = {name for words in originals for name in NAMED.findall(words)}
    needed = known if isinstance(id, str) else set()
    has = set(NAMED.findall(form))
    if has - known or needed - has:
        yield "placeholders", ", ".join(sorted((has - known) | (needed - has)))
    elif known and BROKEN_NAME.search(form):
        yield "placeholders", "a name without its s"
    last = originals[-1]
    if isinstance(id, str):
        if sorted(IN_ORDER.findall(last)) != sorted(IN_ORDER.findall(form)):
            yield "placeholders", "%s and %d differ"
        if sorted(BRACES.findall(last)) != sorted(BRACES.findall(form)):
            yield "placeholders", "those in braces differ"
    if sorted(TAG.findall(last)) != sorted(TAG.findall(form)):
        yield "tags", "differ"
    if (last[:1].isspace(), last[-1:].isspace()) != (form[:1].isspace(), form[-1:].isspace()):
        yield "spaces", "at one end only"


def singular(message: Message) -> str:
    return message.id[0] if isinstance(message.id, (tuple, list)) else str(message.id)


def is_complete(message: Message, catalogue: Catalog) -> bool:
    return not any(fault.kind in ("missing", "plurals", "fuzzy") for fault in of_message(message, catalogue))


# --- compiled --------------------------------------------------------------------------------------------


def compile_all(locale: Path = LOCALE) -> list[str]:
    """Writes the compiled catalogues beside their sources, where they are not there or older; says which it wrote."""
    return [language for language in languages(locale) if _compile(locale / language, language)]


def _compile(folder: Path, language: str) -> bool:
    source, target = folder / CATALOGUE, folder / COMPILED
    if target.exists() and target.stat().st_mtime_ns > source.stat().st_mtime_ns:
        return False
    made = compiled(read(language, folder.parent))
    beside = target.with_suffix(f".{os.getpid()}")
    beside.write_bytes(made)
    beside.replace(target)  # a process that starts in this moment reads one or the other
    return True


def compiled(catalogue: Catalog) -> bytes:
    """What is fuzzy is not said: English is better than wrong."""
    made = io.BytesIO()
    write_mo(made, catalogue)
    return made.getvalue()


def uncompiled(locale: Path = LOCALE) -> list[str]:
    """Languages that would silently be English."""
    return [language for language in languages(locale) if not (locale / language / COMPILED).exists()]


# --- from the command line, without settings -------------------------------------------------------------


def report(entries: dict[Key, Entry], locale: Path = LOCALE, most: int = NAMED_FAULTS) -> tuple[list[str], int]:
    """Lines for a person, and how many faults there are."""
    lines, count = [], 0
    for language in languages(locale):
        found = list(faults(language, entries, locale))
        count += len(found)
        kinds = sorted({fault.kind for fault in found})
        told = ", ".join(f"{sum(fault.kind == kind for fault in found)} {kind}" for kind in kinds)
        lines.append(f"{language}: {told or 'complete'}")
        lines += [f"  {fault}" for fault in found[:most]]
        if len(found) > most:
            lines.append(f"  and {len(found) - most} more")
    return lines, count


def main(words: Iterable[str]) -> int:
    """`python -m community.catalogues check`, or `compile`."""
    if list(words) == ["compile"]:
        compile_all()
        return 0
    lines, count = report(messages())
    print("\n".join(lines))
    return 1 if count else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
