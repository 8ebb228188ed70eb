"""The page of operations, for admins with their second lock: who reads it, and what it shows of thirty days."""

from __future__ import annotations

from datetime import UTC, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from activity.models import Delivery
from hosting.models import Act, Figure
from hosting.queries import machine
from hosting.queries.charts import DAYS, charts
from members.models import Member
from notices.models import ServerWord
from tests import cast, make
from tests.hosting.operating import GIVEN_UP, PAGE, given_up, of, page_of
from tests.members.test_second_lock import the_week_is_over

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("path", [PAGE, f"{PAGE}acts/", f"{PAGE}given-up/", f"{PAGE}given-up/{GIVEN_UP}/drop/"])
def test_for_whoever_is_no_admin_it_does_not_exist(admin: Member, path: str) -> None:
    given_up(1)
    marit = make.moderator(of=make.space(), by=admin, name="Marit")
    assert of(marit).get(path).status_code == 404
    assert of(cast.pau()).get(path).status_code == 404
    assert Client().get(path).status_code == 302
    assert of(admin).get(path).status_code == 200


def test_an_admin_without_the_second_lock_is_asked_for_it(admin: Member) -> None:
    given_up(1)
    the_week_is_over()
    answer = of(admin).get(PAGE)
    assert answer.status_code == 403
    assert "A second lock first" in answer.content.decode()
    assert of(admin).post(f"{PAGE}given-up/{GIVEN_UP}/again/").status_code == 403
    assert Delivery.objects.get().dead_at is not None


def test_no_browser_or_proxy_keeps_it(admin: Member) -> None:
    assert "no-store" in of(admin).get(PAGE)["Cache-Control"]


def test_the_community_page_leads_there(admin: Member) -> None:
    assert f'href="{PAGE}"' in page_of(admin, reverse("hosting:settings"))


def test_charts_say_what_the_table_says(admin: Member) -> None:
    today = timezone.now().astimezone(UTC).date()
    for back in range(DAYS + 5):
        day = today - timedelta(days=back)
        Figure.objects.create(day=day, series=Figure.Series.MAILED, value=10)
        Figure.objects.create(day=day, series=Figure.Series.WAITED, value=600 if back == 3 else 2)
    Figure.objects.create(day=today, series=Figure.Series.UNMAILED, value=30)
    mail, waited, free, backups = charts(timezone.now())
    assert mail.finding == "30 mails of 330 could not be delivered."
    assert len(mail.rows) == DAYS
    assert mail.rows[-1][1:] == ("10", "30")
    bars = mail.bars
    assert len(bars) == DAYS + 1
    assert bars[-1].y == 18  # the largest day reaches the upper line, the failed ones on top
    assert bars[-1].height == pytest.approx(3 * bars[-2].height, abs=0.1)
    assert waited.finding.startswith("The longest wait was 10 minutes, on ")
    assert free.finding == "Nothing is known yet."
    assert not free.bars
    assert backups.finding == "There is a backup of 1 day of thirty."
    html = page_of(admin)
    assert html.count("<rect") == sum(len(chart.bars) for chart in (mail, waited, free, backups))
    assert "30 mails of 330 could not be delivered." in html


def test_what_the_mail_server_said_stands_there(admin: Member) -> None:
    today = timezone.now().date()
    ServerWord.objects.create(day=today, words="554 5.7.1 Our policy", times=3)
    ServerWord.objects.create(day=today - timedelta(days=20), words="421 long ago")
    html = page_of(admin)
    assert "554 5.7.1 Our policy" in html
    assert "3 times" in html
    assert "long ago" not in html


def test_versions_are_the_ones_that_run(admin: Member) -> None:
    html = page_of(admin)
    found = machine.versions()
    assert found.product
    for version in (found.product, found.python, found.django, found.postgres, found.tz):
        assert version in html


def test_the_queries_do_not_grow(admin: Member, django_assert_max_num_queries: Any) -> None:
    client = of(admin)
    client.get(PAGE)
    for number in range(40):
        given_up(number, f"notices.actions.reactions.kind{number % 7}")
        Act.objects.create(by=make.member(), about=make.member(), verb="member.joined")
        ServerWord.objects.create(day=timezone.now().date(), words=str(number))
    with django_assert_max_num_queries(25):
        html = client.get(PAGE).content.decode()
    assert "40 things" in html
