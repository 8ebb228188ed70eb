"""One's own devices: switched on, tried, removed; nobody else's."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from community.celery import app
from forum import limits
from members.models import Member
from members.templatetags.people import browser_name
from notices.actions import devices
from notices.kinds import KINDS
from notices.models import MOST_DEVICES, Choice, Device
from notices.rules import wants_by_mail
from tests import cast, make
from tests.notices.push_service import Browser, Service

pytestmark = pytest.mark.django_db
URL = "/settings/devices/"
NEW = "an even longer one 7"
IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 {} Mobile/15E148 Safari/604.1"
MAC = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 Version/18.5 Safari/605.1.15"
AGENT = "Mozilla/5.0 (Android 15; Mobile; rv:140.0) Gecko/140.0 Firefox/140.0"


def signed_in(member: Member) -> Client:
    client = Client()
    client.force_login(member)
    return client


def said(number: int = 1, **more: str) -> dict[str, str]:
    browser = Browser("/x")
    endpoint = f"https://updates.push.services.mozilla.com/wpush/v2/{number}"
    return {"endpoint": endpoint, "p256dh": browser.p256dh, "auth": browser.auth} | more


def test_a_browser_is_switched_on_once_and_named(service: Service) -> None:
    ines = cast.ines()
    client = signed_in(ines)
    for _ in range(2):
        answer = client.post(URL, said(), headers={"User-Agent": AGENT})
        assert (answer.status_code, answer["Location"]) == (303, URL)
    (device,) = Device.objects.filter(member=ines)
    assert device.name == "Firefox on Android"
    page = client.get(URL).content.decode()
    assert "Firefox on Android" in page
    assert "this one" in page
    assert "updates.push" not in page


@pytest.mark.parametrize(
    "wrong",
    [
        {"endpoint": "https://127.0.0.1/x"},
        {"endpoint": "https://valkey:6379/"},
        {"endpoint": ""},
        {"p256dh": "AAAA"},
        {"p256dh": "not base64 é"},
        {"p256dh": "B" * 87},
        {"auth": "AAAA"},
        {"auth": "!" * 22},
        {"auth": ""},
    ],
)
def test_what_is_no_subscription_is_refused(service: Service, wrong: dict[str, str]) -> None:
    answer = signed_in(cast.ines()).post(URL, said() | wrong)
    assert answer.status_code == 403
    assert not Device.objects.exists()


def test_there_is_a_bound(service: Service) -> None:
    client = signed_in(cast.ines())
    for number in range(MOST_DEVICES):
        client.post(URL, said(number))
    assert client.post(URL, said(99)).status_code == 403
    assert Device.objects.count() == MOST_DEVICES


def test_whoever_uses_the_browser_now_is_told(service: Service) -> None:
    ines, pau = cast.ines(), cast.pau()
    signed_in(ines).post(URL, said())
    signed_in(pau).post(URL, said())
    assert [device.member for device in Device.objects.all()] == [pau]


@pytest.fixture
def handed(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, int]]:
    """What a worker has to do: task and device."""
    calls: list[tuple[str, int]] = []

    def hand_over(task: str, asked: list[list[int]], *, queue: str) -> None:
        assert queue == "mail"
        calls.extend((task, id) for (id,) in asked)

    monkeypatch.setattr("activity.broker.hand_over", hand_over)
    return calls


def work(handed: list[tuple[str, int]]) -> None:
    while handed:
        task, id = handed.pop()
        app.tasks[task](id)


def test_one_can_try_it_and_remove_it(service: Service, handed: list[tuple[str, int]]) -> None:
    ines = cast.ines(language="en")
    client, browser = signed_in(ines), service.device(ines)
    device = Device.objects.get()
    page = client.post(f"{URL}{device.pk}/test/", follow=True).content.decode()
    assert "on its way" in page
    assert service.asked == []  # the page has not waited for somebody's server
    work(handed)
    assert browser.words == ["Notifications reach this device."]
    client.post(f"{URL}{device.pk}/removal/")
    assert not Device.objects.exists()


@pytest.mark.parametrize(("status", "left"), [(503, 1), (404, 0), (410, 0)])
def test_a_try_forgets_a_device_that_is_gone(
    service: Service, handed: list[tuple[str, int]], status: int, left: int
) -> None:
    ines = cast.ines()
    service.device(ines).status = status
    signed_in(ines).post(f"{URL}{Device.objects.get().pk}/test/")
    work(handed)
    assert Device.objects.count() == left


def test_a_try_of_a_device_that_was_removed_meanwhile_shows_nothing(
    service: Service, handed: list[tuple[str, int]]
) -> None:
    ines = cast.ines()
    client, browser = signed_in(ines), service.device(ines)
    device = Device.objects.get()
    client.post(f"{URL}{device.pk}/test/")
    client.post(f"{URL}{device.pk}/removal/")
    work(handed)
    assert browser.shown == []


def test_tries_have_a_limit_of_each_member(service: Service, handed: list[tuple[str, int]]) -> None:
    ines, pau = cast.ines(), cast.pau()
    service.device(ines), service.device(pau)
    device, other = Device.objects.order_by("pk")
    client = signed_in(ines)
    for _ in range(limits.DEVICE_TESTS.most):
        assert client.post(f"{URL}{device.pk}/test/").status_code == 303
    answer = client.post(f"{URL}{device.pk}/test/")
    assert answer.status_code == 429
    assert "often in a short time" in answer.content.decode()
    assert signed_in(pau).post(f"{URL}{other.pk}/test/").status_code == 303
    assert len(handed) == limits.DEVICE_TESTS.most + 1


def test_nobody_elses_can_be_tried_or_removed(service: Service, handed: list[tuple[str, int]]) -> None:
    browser = service.device(cast.ines())
    device, client = Device.objects.get(), signed_in(cast.pau())
    assert client.post(f"{URL}{device.pk}/test/").status_code == 404
    client.post(f"{URL}{device.pk}/removal/")
    assert (Device.objects.count(), browser.shown, handed) == (1, [], [])
    assert device.name not in client.get(URL).content.decode()


def test_signing_out_ends_it_in_this_browser_alone(service: Service) -> None:
    ines = cast.ines()
    client = signed_in(ines)
    client.post(URL, said(1))
    signed_in(ines).post(URL, said(2))
    client.post("/accounts/logout/")
    assert [device.endpoint[-1] for device in Device.objects.all()] == ["2"]


def told(member: Member, number: int) -> Client:
    """A browser in which notifications were switched on."""
    client = Client()
    member.emailaddress_set.get_or_create(email=member.email, verified=True, primary=True)
    client.post("/accounts/login/", {"login": member.handle, "password": make.PASSWORD})
    assert client.post(URL, said(number)).status_code == 303
    return client


def ends() -> list[str]:
    return [device.endpoint[-1] for device in Device.objects.all()]


def test_signing_out_elsewhere_ends_it_there_alone(service: Service) -> None:
    """The telephone is lost, and its owner signs it out from another browser."""
    make.community()
    ines = cast.ines()
    here, _lost, _of_another = told(ines, 1), told(ines, 2), told(cast.pau(), 3)
    assert ends() == ["1", "2", "3"]
    assert here.post("/accounts/sessions/").status_code == 302
    assert ends() == ["1", "3"]


def test_a_new_password_ends_it_in_every_other_browser(service: Service) -> None:
    make.community()
    ines = cast.ines()
    here, _lost, _of_another = told(ines, 1), told(ines, 2), told(cast.pau(), 3)
    words = {"oldpassword": make.PASSWORD, "password1": NEW, "password2": NEW}
    assert here.post("/accounts/password/change/", words).status_code == 302
    assert ends() == ["1", "3"]


def test_without_a_key_nobody_is_asked(settings: Any) -> None:
    settings.PUSH_KEY_FILE = "/nowhere/push.key"
    client = signed_in(cast.ines())
    assert client.get(URL).status_code == 404
    assert client.post(URL, said()).status_code == 404
    assert "notifications" not in client.get("/settings/mail/").content.decode()


def test_with_a_broken_key_the_settings_do_without(settings: Any, tmp_path: Path) -> None:
    settings.PUSH_KEY_FILE = str(tmp_path / "push.key")
    Path(settings.PUSH_KEY_FILE).touch()
    client = signed_in(cast.ines())
    assert client.get(URL).status_code == 404
    assert client.get("/settings/mail/").status_code == 200


def test_each_kind_comes_by_mail_by_notification_or_not_at_all(service: Service) -> None:
    ines = cast.ines()
    client = signed_in(ines)
    assert "by_push" not in client.get("/settings/mail/").content.decode()
    service.device(ines)
    assert "by_push" in client.get("/settings/mail/").content.decode()
    client.post("/settings/mail/", {"by_mail": ["mentioned"], "by_push": ["answered", "commented"]})
    chosen = {row.kind: (row.by_mail, row.by_push) for row in Choice.objects.filter(member=ines)}
    assert chosen["answered"] == (True, True)
    assert chosen["commented"] == (True, True)
    assert "mentioned" not in chosen
    assert wants_by_mail(ines, KINDS["answered"])
    client.post("/settings/mail/", {"by_mail": ["answered"]})
    row = Choice.objects.get(member=ines, kind="answered")
    assert (row.by_mail, row.by_push) == (True, False)
    client.post("/settings/mail/", {"by_push": ["digest", "nothing"]})
    assert not Choice.objects.filter(by_push=True).exists()


@pytest.mark.parametrize(
    ("agent", "name"),
    [
        (AGENT, "Firefox on Android"),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605 Version/18.5 Safari/604.1",
            "Safari on iPhone",
        ),
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/140.0 Safari/537.36 Edg/140.0", "Edge on Windows"),
        (IPHONE.format("FxiOS/140.0"), "Firefox on iPhone"),
        (IPHONE.format("CriOS/140.0"), "Chrome on iPhone"),
        (IPHONE.format("EdgiOS/140.0"), "Edge on iPhone"),
        ("Mozilla/5.0 (Linux; Android 10; K) Chrome/140.0 Mobile Safari/537.36 EdgA/140.0", "Edge on Android"),
        (MAC, "Safari on macOS"),
        ("Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) Chrome/140.0 Safari/537.36", "Chrome on ChromeOS"),
        ("<script>", "Browser"),
        ("", "Browser"),
    ],
)
def test_a_device_is_named_after_its_browser(agent: str, name: str) -> None:
    assert devices.named({"User-Agent": agent}) == name


@pytest.mark.parametrize("agent", [AGENT, MAC, IPHONE.format("CriOS/140.0"), "Linux", "Nothing"])
def test_the_list_of_sessions_calls_it_the_same(agent: str) -> None:
    named = devices.named({"User-Agent": agent})
    browser, _on, system = named.partition(" on ")
    known = [part for part in (browser, system) if part and part != "Browser"]
    assert browser_name(agent) == (", ".join(known) or "A browser we don’t know")


def test_the_worker_is_sent_from_the_root() -> None:
    answer = Client().get("/sw.js")
    assert answer["Content-Type"].startswith("text/javascript")
    assert answer["Cache-Control"] == "no-cache"
    assert "showNotification" in answer.content.decode()
    assert "worker-src 'self'" in Client().get("/latest/")["Content-Security-Policy"]
