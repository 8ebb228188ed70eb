"""Django's own checks of an installation for the public."""

import os
import secrets
import subprocess
import sys

import pytest
import yaml

from community.env import BASE_DIR

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
def test_there_is_nothing_to_warn_of(tmp_path):
    done = checked(tmp_path, SITE_URL="https://forum.example.org")
    assert done.returncode == 0, done.stderr


@pytest.mark.slow
def test_a_weak_key_is_told(tmp_path):
    done = checked(tmp_path, SITE_URL="https://forum.example.org", SECRET_KEY="django-insecure-short")
    assert done.returncode == 1
    assert "security.W009" in done.stderr


# --- docker compose ----------------------------------------------------------------------------------------


def services():
    return yaml.safe_load((BASE_DIR / "docker-compose.yml").read_text())["services"]


def test_what_ends_is_started_again_and_takes_nothing_with_it():
    found = services()
    once = {name for name, service in found.items() if service["restart"] == "no"}
    assert once == {"migrate"}
    assert {service["restart"] for name, service in found.items() if name not in once} == {"unless-stopped"}
    needed = {dependency for service in found.values() for dependency in service.get("depends_on", {})}
    assert needed.isdisjoint({"worker", "beat"})


def test_no_log_fills_the_disk():
    assert {service["logging"]["driver"] for service in services().values()} == {"local"}
