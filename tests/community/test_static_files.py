"""What is collected: one stylesheet, one script, all under hashed names and compressed. A first visit is small."""

import gzip
import random
import re
from pathlib import Path
from urllib.parse import urljoin

import pytest
from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.management import call_command
from django.template import engines
from django.test import Client, override_settings

from community.env import BASE_DIR
from community.static_files import CSS_IMPORT, JS_IMPORT
from tests import make

MOST_REQUESTS, MOST_BYTES = 8, 60 * 1024  # of a first visit to a topic
HASHED = {**settings.STORAGES, "staticfiles": {"BACKEND": "community.static_files.HashedFiles"}}


@pytest.fixture(scope="module")
def collected(tmp_path_factory):
    root = tmp_path_factory.mktemp("static")
    with override_settings(STORAGES=HASHED, STATIC_ROOT=root):
        call_command("collectstatic", interactive=False, verbosity=0)
        _forget_templates()
        yield root
    _forget_templates()


def _forget_templates() -> None:
    """The addresses of static files are worked out when a template is loaded, once."""
    for loader in engines["django"].engine.template_loaders:
        loader.reset()


def path_of(root: Path, name: str) -> Path:
    return root / staticfiles_storage.stored_name(name)


def read(root: Path, name: str) -> str:
    return path_of(root, name).read_text()


def test_the_stylesheet_holds_every_part_in_its_layer_and_imports_none(collected) -> None:
    parts = CSS_IMPORT.findall((BASE_DIR / "static/css/main.css").read_text())
    assert len(parts) == len(set(parts)) > 40
    css = read(collected, "css/main.css")
    assert "@import" not in css
    assert "/*" not in css
    assert re.findall(r"^@layer (\w+) \{", css, re.MULTILINE) == [layer for _name, layer in parts]
    assert css.index("@layer reset, tokens") == 0
    for name, _layer in parts:
        first = re.search(r"^([.:@a-z][^{;]*\{)", (BASE_DIR / "static/css" / name).read_text(), re.MULTILINE)
        assert first is None or first[1].strip() in css, name


def test_each_stylesheet_of_ours_is_imported() -> None:
    parts = {name for name, _layer in CSS_IMPORT.findall((BASE_DIR / "static/css/main.css").read_text())}
    folder = BASE_DIR / "static/css"
    assert {path.relative_to(folder).as_posix() for path in folder.rglob("*.css")} - {"main.css"} == parts


def test_whatever_the_stylesheet_names_is_there(collected) -> None:
    css = path_of(collected, "css/main.css")
    named = [name for name in re.findall(r'url\("([^"]+)"\)', css.read_text()) if not name.startswith("data:")]
    assert named
    for name in named:
        assert (css.parent / name).resolve().is_file(), name
        assert re.search(r"\.[0-9a-f]{12}\.", name)


def test_the_script_holds_every_module_and_imports_none(collected) -> None:
    script = re.sub(r"\.[0-9a-f]{12}\.js", ".js", read(collected, "js/main.js"))  # what is loaded later has a hash
    names = JS_IMPORT.findall((BASE_DIR / "static/js/main.js").read_text())
    assert len(names) > 8
    assert not re.search(r"^\s*(import|export)\b", script, re.MULTILINE)
    for name in names:
        lines = (BASE_DIR / "static/js" / name).read_text().splitlines()
        assert all(line in script for line in lines if line.strip() and not line.strip().startswith("//")), name


def test_the_script_can_be_read(collected, page) -> None:
    """A browser takes it without an error, under the strict rules of a module."""
    errors = []
    page.on("pageerror", lambda error: errors.append(error))
    page.set_content('<p class="with-script" hidden>Only with a script</p>')
    page.add_script_tag(content=read(collected, "js/main.js"), type="module")
    page.get_by_text("Only with a script").wait_for()
    assert errors == []


def test_text_is_compressed_and_fonts_are_not(collected) -> None:
    for name in ("css/main.css", "js/main.js", "img/icons.svg"):
        path = path_of(collected, name)
        zipped = path.with_name(path.name + ".gz")
        assert gzip.decompress(zipped.read_bytes()) == path.read_bytes()
    font = path_of(collected, "fonts/ysabeau-latin.woff2")
    assert font.exists()
    assert not font.with_name(font.name + ".gz").exists()


def said(words: random.Random, count: int) -> str:
    return " ".join("".join(words.choices("etaoinshrdlu", k=words.randint(2, 7))) for _ in range(count))


def sent(path: Path) -> int:
    zipped = path.with_name(path.name + ".gz")
    return (zipped if zipped.exists() else path).stat().st_size


@pytest.mark.django_db
def test_a_first_visit_to_a_topic_is_small(collected) -> None:
    make.community()
    words = random.Random(1)  # noqa: S311  # text that does not compress as one sentence said twice would
    topic = make.topic(body=said(words, 150))
    for _ in range(20):
        make.answer(topic=topic, body=said(words, 120))
    answer = Client().get(topic.get_absolute_url(), headers={"accept-encoding": "gzip"})
    html = gzip.decompress(answer.content).decode()
    named = re.findall(r'<(?:script|link|use|img)\b[^>]*?(?:src|href)="([^"#]+)', html)
    css = next(name for name in named if name.endswith(".css"))
    base = urljoin("/", settings.STATIC_URL)
    inside = re.findall(r'url\("([^"]+)"\)', (collected / css.removeprefix(base)).read_text())
    files = {name for name in named if name.startswith(base)}
    files |= {urljoin(css, name) for name in inside if not name.startswith("data:")}
    weights = {name: sent(collected / name.removeprefix(base)) for name in files}
    assert 1 + len(files) <= MOST_REQUESTS, files
    assert len(answer.content) + sum(weights.values()) <= MOST_BYTES, (len(answer.content), weights)
