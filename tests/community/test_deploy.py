"""R24: Django's own checks of an installation for the public have nothing to warn of; and how it is shipped."""

import hashlib
import os
import re
import secrets
import shutil
import subprocess
import sys

import pytest
import yaml

from community.embedded.servers import origin
from community.env import BASE_DIR
from tests import make

PUBLIC = {"DJANGO_SETTINGS_MODULE": "community.settings", "DEBUG": "0", "SECRET_KEY": secrets.token_urlsafe(64)}


def own_environ():
    """Without what the tests with a browser need."""
    return {name: value for name, value in os.environ.items() if name != "DJANGO_ALLOW_ASYNC_UNSAFE"}


def checked(tmp_path, **environ):
    return subprocess.run(
        [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"],
        env=own_environ() | PUBLIC | {"VAR_DIR": str(tmp_path)} | environ,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@pytest.mark.slow
def test_there_is_nothing_to_warn_of(tmp_path) -> None:
    done = checked(tmp_path, SITE_URL="https://forum.example.org")
    assert done.returncode == 0, done.stderr


@pytest.mark.slow
def test_a_weak_key_is_told(tmp_path) -> None:
    done = checked(tmp_path, SITE_URL="https://forum.example.org", SECRET_KEY="django-insecure-short")
    assert done.returncode == 1
    assert "security.W009" in done.stderr


# --- docker compose ----------------------------------------------------------------------------------------


def services():
    return yaml.safe_load((BASE_DIR / "docker-compose.yml").read_text())["services"]


def test_what_ends_is_started_again_and_takes_nothing_with_it() -> None:
    found = services()
    once = {name for name, service in found.items() if service["restart"] == "no"}
    assert once == {"migrate"}
    assert {service["restart"] for name, service in found.items() if name not in once} == {"unless-stopped"}
    needed = {dependency for service in found.values() for dependency in service.get("depends_on", {})}
    assert needed.isdisjoint({"worker", "beat"})


def test_no_service_has_more_rights_than_it_needs() -> None:
    for name, service in services().items():
        assert service["read_only"] is True, name
        assert service["cap_drop"] == ["ALL"], name
        assert service["security_opt"] == ["no-new-privileges:true"], name
        assert "build" in service or "user" in service or name == "proxy", name  # the image has a user of its own
    added = {name: service["cap_add"] for name, service in services().items() if "cap_add" in service}
    assert added == {"proxy": ["NET_BIND_SERVICE"]}


def test_what_is_not_needed_by_everybody_waits_to_be_asked_for() -> None:
    found = {name: service["profiles"] for name, service in services().items() if "profiles" in service}
    assert found == {name: [name] for name in ("backup", "mail-in", "mail-catcher")}


def test_no_log_fills_the_disk() -> None:
    assert {service["logging"]["driver"] for service in services().values()} == {"local"}


FAKE_DOCKER = """#!/bin/sh
[ "$4" = "${FAILS:-}" ] && exit 1
echo "sha256:$(printf '%s' "$4" | sha256sum | cut -c1-64)"
"""


@pytest.fixture
def copy(tmp_path):
    """What bin/pin-images reads, and a docker that knows every image."""
    for name in ("Dockerfile", "docker-compose.yml", "bin/pin-images"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        shutil.copy(BASE_DIR / name, tmp_path / name)
    docker = tmp_path / "path" / "docker"
    docker.parent.mkdir()
    docker.write_text(FAKE_DOCKER)
    docker.chmod(0o755)
    return tmp_path


def pin(copy, **environ):
    path = f"{copy / 'path'}:{os.environ['PATH']}"
    return subprocess.run(
        ["bin/pin-images"], cwd=copy, env=os.environ | {"PATH": path} | environ, capture_output=True, text=True
    )


def test_every_image_can_be_pinned_and_pinned_again(copy) -> None:
    assert pin(copy).returncode == 0
    assert pin(copy).returncode == 0
    pinned = yaml.safe_load((copy / "docker-compose.override.yml").read_text())["services"]
    assert set(pinned) == set(services())
    for name, service in services().items():
        if "build" in service:
            found, tag = pinned[name]["build"]["args"]["PYTHON"], "python:3.13-slim"
        else:
            found, tag = pinned[name]["image"], service["image"]
        assert found == f"{tag}@sha256:{hashlib.sha256(tag.encode()).hexdigest()}"
    dockerfile = (BASE_DIR / "Dockerfile").read_text()
    assert re.findall(r"^FROM (\S+)", dockerfile, re.MULTILINE) == ["${PYTHON}", "packages", "${PYTHON}"]
    assert "ARG PYTHON=python:3.13-slim\n" in dockerfile


@pytest.mark.parametrize("image", ["python:3.13-slim", "postgres:18", "caddy:2"])
def test_a_registry_that_does_not_say_leaves_nothing_behind(copy, image) -> None:
    done = pin(copy, FAILS=image)
    assert done.returncode != 0
    assert f"did not say what {image} is" in done.stderr
    assert list(copy.glob("docker-compose.override*")) == []


def test_an_override_of_ones_own_is_left_alone(copy) -> None:
    own = copy / "docker-compose.override.yml"
    own.write_text("services: {}\n")
    assert pin(copy).returncode == 1
    assert own.read_text() == "services: {}\n"


# --- where the source is -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("remote", "found"),
    [
        ("https://example.org/us/murmuration.git", "https://example.org/us/murmuration.git"),
        ("https://somebody:hush@example.org/us/m.git", "https://example.org/us/m.git"),
        ("git@example.org:us/m.git", ""),
        ("/srv/git/m.git", ""),
        ("", ""),
    ],
)
def test_the_source_is_where_the_checkout_came_from(tmp_path, monkeypatch, remote, found) -> None:
    subprocess.run(["git", "init", "--quiet", str(tmp_path)], check=True)
    if remote:
        subprocess.run(["git", "-C", str(tmp_path), "config", "remote.origin.url", remote], check=True)
    monkeypatch.setattr("community.embedded.servers.BASE_DIR", tmp_path)
    assert origin() == found
    (tmp_path / "bin").mkdir()
    shutil.copy(BASE_DIR / "bin" / "setup-env", tmp_path / "bin" / "setup-env")
    subprocess.run(["bin/setup-env", "forum.example.org"], cwd=tmp_path, check=True, capture_output=True)
    assert f"\nSOURCE_URL={found}\n" in (tmp_path / ".env").read_text()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("url", "linked"), [("https://example.org/m.git", True), ("", False), ("javascript:alert(1)", False)]
)
def test_every_page_links_it_at_its_foot(client, settings, url, linked) -> None:
    settings.SOURCE_URL = url
    make.community(name=f"Community {len(url)}")
    page = client.get("/about/").content.decode()
    assert (f'<a href="{url}" rel="noopener">Source</a>' in page) is linked
    assert linked or not url or url not in page


def test_the_proxy_is_started_anew_when_its_file_has_changed() -> None:
    """Docker compose looks at what stands in its own file alone."""
    services = yaml.safe_load((BASE_DIR / "docker-compose.yml").read_text())["services"]
    digest = hashlib.sha256((BASE_DIR / "docker" / "Caddyfile").read_bytes()).hexdigest()[:12]
    assert services["proxy"]["labels"]["murmuration.caddyfile"] == digest
