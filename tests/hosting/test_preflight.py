"""What an installation lacks is said in a line, with what to do; what would do harm stops a start."""

import io
import shutil
from collections import namedtuple
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest
from celery import current_app
from django.core.management import CommandError, call_command
from django.db import OperationalError, connection
from django.utils import timezone
from redis import Redis

from community.embedded.place import secret
from hosting.manifests import shipped
from hosting.models import Run
from hosting.preflight import State, database, keys, look, machine, services
from hosting.preflight.answers import Answer
from tests import make
from tests.servers import own_valkey

Usage = namedtuple("Usage", "total used free")
pytestmark = pytest.mark.django_db


def of(answers):
    return {one.about: one for one in answers}


def test_where_all_is_well_it_says_so(monkeypatch, settings, smtp_sink) -> None:
    Path(settings.MASK_KEY_FILE).chmod(0o600), Path(settings.PUSH_KEY_FILE).chmod(0o600)
    monkeypatch.setattr(machine, "free_memory", lambda: 10**9)
    monkeypatch.setattr(shutil, "disk_usage", lambda _folder: Usage(10**12, 0, 10**11))
    call_command("preflight", stdout=(said := io.StringIO()))
    found = of(look())
    assert {one.state for one in found.values()} <= {State.OK, State.LOOK}
    assert {"server", "version", "migrations", "disk", "memory", "clock", "tz data", "broker", "mail"} <= found.keys()
    assert {"SECRET_KEY", "mask key", "MASK_KEY_FILE", "PUSH_KEY_FILE", "backup", "role", "time server"} <= found.keys()
    assert said.getvalue().endswith("Ready.\n")


def planted(monkeypatch, state):
    monkeypatch.setattr(
        "hosting.management.commands.preflight.look", lambda: [Answer("mail", state, "Nothing listens.", "Look.")]
    )


@pytest.mark.parametrize(
    ("state", "start", "goes_on"),
    [("ok", 0, 1), ("look", 0, 1), ("wrong", 0, 0), ("stop", 0, 0), ("look", 1, 1), ("wrong", 1, 1), ("stop", 1, 0)],
)
def test_what_is_wrong_ends_with_an_error_and_only_harm_stops_a_start(monkeypatch, state, start, goes_on) -> None:
    planted(monkeypatch, State(state))
    if goes_on:
        call_command("preflight", start=bool(start), stdout=io.StringIO())
    else:
        with pytest.raises(CommandError, match="Not ready: mail"):
            call_command("preflight", start=bool(start), stdout=io.StringIO())


def test_a_start_goes_no_further_where_it_would_do_harm(monkeypatch) -> None:
    planted(monkeypatch, State.STOP)
    monkeypatch.setattr("masks.sealed.ensure_key", lambda: pytest.fail("it went on"))
    with pytest.raises(CommandError, match="Not ready"):
        call_command("prepare", stdout=io.StringIO())


# --- the database ----------------------------------------------------------------------------------------------


def test_a_database_of_a_newer_version_is_not_touched() -> None:
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO django_migrations (app, name, applied) VALUES ('forum', '0999_next', now())")
    answer = database.version()
    assert (answer.state, "forum.0999_next" in answer.said) == (State.STOP, True)


def test_what_waits_is_counted() -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'forum' AND name > '0010'")
    waiting = len([name for name in shipped() if name.startswith("forum.") and name > "forum.0010"])
    assert (database.migrations().state, database.migrations().said) == (State.LOOK, f"{waiting} are to be applied.")


def test_an_old_server_stops(monkeypatch) -> None:
    old = SimpleNamespace(connection=SimpleNamespace(info=SimpleNamespace(server_version=170004)))
    monkeypatch.setattr(database, "connection", old)
    assert database.server().state == State.STOP
    assert "17.4" in database.server().said


def test_a_database_that_is_away_stops_and_nothing_else_of_it_is_asked(monkeypatch) -> None:
    def away() -> None:
        raise OperationalError("connection refused\nIs the server running?")

    monkeypatch.setattr(database, "connection", SimpleNamespace(ensure_connection=away))
    (answer,) = database.look()
    assert (answer.state, answer.said) == (State.STOP, "It cannot be reached: connection refused.")


@pytest.mark.parametrize(("seconds", "state"), [(0, State.OK), (5, State.WRONG), (-90, State.WRONG)])
def test_a_clock_that_is_off_is_seen(monkeypatch, seconds, state) -> None:
    monkeypatch.setattr(database, "_one", lambda _query: timezone.now() + timedelta(seconds=seconds))
    assert database.clock().state == state


# --- the machine -------------------------------------------------------------------------------------------------


def test_a_disk_without_room_for_an_upgrade_stops(monkeypatch) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _folder: Usage(10**12, 0, machine.LEAST_FREE + 100))
    monkeypatch.setattr(database, "waiting", lambda: 1)
    assert machine.disk().state == State.STOP  # the largest table is larger than that
    monkeypatch.setattr(database, "waiting", lambda: 0)
    assert machine.disk().state == State.WRONG  # a restart with a full disk must be able to come up again
    monkeypatch.setattr(database, "size", lambda: 50)
    assert machine.disk().state == State.OK


@pytest.mark.parametrize(
    ("machine_says", "container_says", "state"),
    [
        ("MemAvailable: 900000 kB\n", ("max", "1"), State.OK),
        ("MemAvailable: 100000 kB\n", ("max", "1"), State.WRONG),
        ("MemAvailable: 900000 kB\n", ("400000000", "300000000"), State.WRONG),
        ("nothing: of it\n", ("max", "1"), State.LOOK),
    ],
)
def test_too_little_memory_is_seen(monkeypatch, tmp_path, machine_says, container_says, state) -> None:
    (tmp_path / "meminfo").write_text(machine_says)
    for name, value in zip(("memory.max", "memory.current"), container_says, strict=True):
        (tmp_path / name).write_text(value)
    monkeypatch.setattr(machine, "MEMORY", tmp_path / "meminfo")
    monkeypatch.setattr(machine, "GROUP", tmp_path)
    assert machine.memory().state == state


def test_a_language_whose_words_were_not_compiled_is_named(settings, tmp_path) -> None:
    settings.LOCALE_PATHS = [tmp_path]
    assert (machine.words().state, machine.words().said) == (State.OK, "en can be chosen.")
    for name in ("de/LC_MESSAGES/django.po", "de/LC_MESSAGES/django.mo", "pt_BR/LC_MESSAGES/django.po"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    assert machine.words().state == State.WRONG
    assert "pt_BR" in machine.words().said
    assert "de" not in machine.words().said.split("words of ")[1].split(" are")[0]
    (tmp_path / "pt_BR/LC_MESSAGES/django.mo").touch()
    assert machine.words().said == "en, de, pt_BR can be chosen."


def test_old_tables_of_time_zones_are_seen(monkeypatch) -> None:
    assert machine.time_zones().state == State.OK
    monkeypatch.setattr(machine.tzdata, "IANA_VERSION", "2019c")
    assert machine.time_zones().state == State.LOOK
    make.member(time_zone="Mars/Olympus")
    assert (machine.time_zones().state, "Mars/Olympus" in machine.time_zones().said) == (State.WRONG, True)


# --- Valkey and mail -----------------------------------------------------------------------------------------------


def test_a_broker_that_forgets_or_is_away_is_seen(monkeypatch) -> None:
    with own_valkey() as valkey:
        socket = valkey.url.removeprefix("unix://").split("?")[0]
        real = current_app.connection_for_write
        url = f"redis+socket://{socket}?virtual_host=0"
        monkeypatch.setattr(current_app, "connection_for_write", lambda: real(url=url))
        client = Redis(unix_socket_path=socket)
        assert "keeps nothing on its disk" in services.broker().said
        client.config_set("appendonly", "yes")
        assert services.broker().state == State.OK
        client.config_set("maxmemory-policy", "allkeys-lru")
        assert (services.broker().state, services.broker().do) == (State.WRONG, "Set volatile-ttl.")
        valkey.kill()
        assert "does not answer" in services.broker().said


def test_a_mail_server_is_asked_and_sent_nothing(smtp_sink) -> None:
    assert services.mail().state == State.OK
    assert smtp_sink.mails == []


def test_a_mail_server_that_is_away_is_wrong_and_says_why(settings) -> None:
    settings.EMAIL_BACKEND, settings.EMAIL_HOST, settings.EMAIL_PORT = "community.smtp.EmailBackend", "127.0.0.1", 1
    assert services.mail().state == State.WRONG
    assert "Nothing listens there" in services.mail().said


# --- keys ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("key", ["", "short", "django-insecure-" + "x" * 60, "a" * 60, "aB3-" * 10 + "xy"])
def test_a_key_that_can_be_guessed_is_wrong(settings, key) -> None:
    settings.SECRET_KEY = key
    assert keys.secret_key().state == State.WRONG


def test_the_key_that_bin_run_draws_cannot_be_guessed(settings, tmp_path) -> None:
    settings.SECRET_KEY = secret(tmp_path / "secret.key")
    assert keys.secret_key().state == State.OK


def test_a_mask_key_is_missing_only_where_there_are_masks(settings, tmp_path) -> None:
    make.masked_topic(by=make.member())
    assert keys.mask_key().state == State.OK
    settings.MASK_KEY_FILE = str(tmp_path / "none")
    assert keys.mask_key().state == State.STOP


def test_another_mask_key_stops(monkeypatch) -> None:
    monkeypatch.setattr(keys.sealed, "key_fits", lambda: False)
    assert keys.mask_key().state == State.STOP


def test_before_there_are_masks_the_next_start_makes_the_key(settings, tmp_path) -> None:
    settings.MASK_KEY_FILE = str(tmp_path / "none")
    assert keys.mask_key().state == State.LOOK


@pytest.mark.parametrize(
    ("mode", "state"), [(0o600, State.OK), (0o400, State.OK), (0o640, State.WRONG), (0o604, State.WRONG)]
)
def test_a_key_that_others_may_read_is_wrong(settings, tmp_path, mode, state) -> None:
    path = tmp_path / "push.key"
    path.write_text("key")
    path.chmod(mode)
    settings.PUSH_KEY_FILE = str(path)
    (answer,) = keys.modes("PUSH_KEY_FILE", path)
    assert answer.state == state


def test_before_an_upgrade_somebody_makes_a_backup() -> None:
    assert keys.backup().said == "There is nothing to lose yet."
    make.member()
    assert (keys.backup().state, keys.backup().said) == (State.LOOK, "There is none.")
    run = Run.objects.create(kind=Run.Kind.BACKUP, ok=True)
    assert keys.backup().state == State.OK
    Run.objects.filter(pk=run.pk).update(started_at=timezone.now() - timedelta(days=3))
    assert keys.backup().state == State.LOOK
