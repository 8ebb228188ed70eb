"""Prometheus reads numbers with a token, and without one the address does not exist."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from celery import current_app
from django.test import Client
from django.utils import timezone
from prometheus_client.parser import text_string_to_metric_families

from activity.models import Delivery
from community.env import broker_url
from hosting.models import Look, Run
from tests import cast, make
from tests.servers import own_valkey

pytestmark = pytest.mark.django_db
TOKEN = "a-token-of-the-host"


@pytest.fixture
def token(settings: Any) -> str:
    settings.METRICS_TOKEN = TOKEN
    return TOKEN


def scrape(said: str = f"Bearer {TOKEN}") -> Any:
    return Client().get("/metrics", headers={"authorization": said} if said else {})


def numbers() -> dict[tuple[str, str], float]:
    answer = scrape()
    assert answer.status_code == 200
    return {
        (sample.name, ",".join(sample.labels.values())): sample.value
        for family in text_string_to_metric_families(answer.content.decode())
        for sample in family.samples
    }


def test_without_a_token_in_the_settings_it_does_not_exist(settings: Any) -> None:
    settings.METRICS_TOKEN = ""
    assert scrape().status_code == 404
    assert scrape("Bearer ").status_code == 404


@pytest.mark.parametrize(
    "said", ["", "Bearer", "Bearer ", "Bearer another", f"Basic {TOKEN}", TOKEN, f"Bearer {TOKEN}x", "Bearer ü"]
)
def test_another_token_is_refused(token: str, said: str) -> None:
    make.community()
    answer = scrape(said)
    assert answer.status_code == 401
    assert answer["WWW-Authenticate"] == "Bearer"
    assert answer.content == b""


def test_a_session_of_an_admin_is_no_token(token: str) -> None:
    make.community()
    client = Client()
    client.force_login(cast.nasreen())
    assert client.get("/metrics").status_code == 401


def test_the_numbers_are_what_is_in_the_database(token: str) -> None:
    make.community()
    now = timezone.now()
    for number, dead in enumerate((None, None, now)):
        Delivery.objects.create(
            event_id=number, handler="a.b", event_at=now, due_at=now - timedelta(seconds=90), dead_at=dead
        )
    run = Run.objects.create(kind=Run.Kind.BACKUP, ok=True)
    Run.objects.create(kind=Run.Kind.BACKUP, ok=False, started_at=now + timedelta(seconds=1))
    Look.objects.create(about="mail", state="wrong", at=now, since=now)
    Look.objects.create(about="server", state="ok", at=now, since=now)
    found = numbers()
    assert found["murmuration_deliveries_due", ""] == 2
    assert 90 <= found["murmuration_deliveries_lag_seconds", ""] < 150
    assert found["murmuration_deliveries_dead", ""] == 1
    assert found["murmuration_backup_good_timestamp_seconds", ""] == pytest.approx(run.started_at.timestamp())
    assert found["murmuration_backup_ok", ""] == 0
    assert found["murmuration_wrong", "mail"] == 1
    assert found["murmuration_wrong", "server"] == 0
    assert found["murmuration_cache_up", ""] == 1
    assert any(name == "murmuration_info" for name, _labels in found)


def test_each_scrape_asks_anew(token: str) -> None:
    make.community()
    now = timezone.now()
    assert numbers()["murmuration_deliveries_dead", ""] == 0
    Delivery.objects.create(event_id=1, handler="a.b", event_at=now, due_at=now, dead_at=now)
    assert numbers()["murmuration_deliveries_dead", ""] == 1


def test_nothing_keeps_it_and_nobody_is_in_it(token: str) -> None:
    make.community()
    dorrie = cast.dorrie()
    answer = scrape()
    assert "no-store" in answer["Cache-Control"]
    said = answer.content.decode()
    assert dorrie.handle not in said
    assert dorrie.display_name not in said
    assert "_created" not in said


def test_queues_of_a_real_valkey(token: str, settings: Any) -> None:
    make.community()
    with own_valkey() as valkey:
        before = current_app.conf.broker_url
        url = broker_url(valkey.url)
        current_app.conf.broker_url = current_app.conf.broker_write_url = url
        try:
            with current_app.connection_for_write(url=url) as connection:
                for _ in range(3):
                    current_app.send_task("notices.sweep", connection=connection, queue="mail")
            found = numbers()
        finally:
            current_app.conf.broker_url = current_app.conf.broker_write_url = before
    assert found["murmuration_broker_up", ""] == 1
    assert found["murmuration_tasks_waiting", "mail"] == 3
    assert found["murmuration_tasks_waiting", "default"] == 0
