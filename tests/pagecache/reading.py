"""A topic, the pages on which it stands, and their visitors."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests import cast, make

ONCE_KEPT = 1  # questions to the database: the proof alone


@pytest.fixture(name="asker")
def asker_fixture():
    return cast.pau()


@pytest.fixture(name="topic")
def topic_fixture(asker):
    make.community()
    return make.topic(by=asker, title="The overdraft fee", body="Every month.", tags=("bank-fees",))


def address(topic) -> str:
    return f"/t/{topic.pk}/{topic.slug}/"


def addresses(topic):
    return [address(topic), "/latest/", "/unanswered/", f"/s/{topic.space.slug}/", "/tags/bank-fees/", "/"]


def is_gone(where):
    """The topic stands there no longer. With the last of its topics the tag is gone too."""
    response = Client().get(where)
    assert response.status_code == (404 if where.startswith("/tags/") else 200), where
    return "The overdraft fee" not in response.content.decode()


def read(where, **headers):
    response = Client().get(where, headers=headers)
    assert response.status_code == 200, where
    return response.content.decode()


def questions(where, client=None):
    with CaptureQueriesContext(connection) as asked:
        (client or Client()).get(where)
    return len(asked)
