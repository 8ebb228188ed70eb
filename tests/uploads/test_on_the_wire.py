"""A large picture on its way through the server of production, which has a limit of its own for what is sent."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from PIL import Image

from tests import cast, make
from tests.web import running_web, send_file
from uploads.models import Picture

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]


def photo(megabytes: int) -> bytes:
    """A JPEG of at least so much: of noise, which nothing makes smaller."""
    image = Image.effect_noise((2000, 2000), 100).convert("RGB")
    file = io.BytesIO()
    image.save(file, "JPEG", quality=100, subsampling=0)
    return file.getvalue() + b"\0" * max(0, megabytes * 10**6 - file.tell())


def test_a_photo_of_ten_megabytes_is_taken_and_one_above_the_limit_gets_its_sentence(tmp_path: Path) -> None:
    make.community()
    client = Client()
    client.force_login(cast.ines())
    cookie = f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}"
    with running_web(tmp_path, PICTURE_SECONDS="20") as web:
        answer = send_file(web, "/pictures/new/", "picture", photo(10), cookie)
        assert (answer.status, Picture.objects.count()) == (200, 1), answer.text[-2000:]
        answer = send_file(web, "/pictures/new/", "picture", photo(settings.PICTURE_MEGABYTES) + b"x", cookie)
        assert (answer.status, Picture.objects.count()) == (422, 1)
        assert f"larger than {settings.PICTURE_MEGABYTES} megabytes" in answer.text
