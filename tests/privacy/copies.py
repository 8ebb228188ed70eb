"""Copies of one's own data, as tests make and read them."""

from __future__ import annotations

import io
import json
import re
import time
import zipfile
from typing import Any

from django.test import Client
from django.urls import reverse

from members.models import Member
from privacy.actions import exports
from privacy.models import Export

TOKEN = re.compile(r"\b\w{64}\b")
SESSION = "account_authentication_methods"


def made(member: Member) -> Export:
    export = exports.ask(member=member)
    exports.work(id=export.pk)
    export.refresh_from_db()
    return export


def signed_in(member: Member, *, fresh: bool = False) -> Client:
    client = Client()
    client.force_login(member)
    if fresh:
        session = client.session
        session[SESSION] = [{"method": "password", "at": time.time(), "reauthenticated": True}]
        session["account_authentication_methods_user"] = str(member.pk)
        session.save()
    return client


def files(content: bytes) -> dict[str, bytes]:
    found = zipfile.ZipFile(io.BytesIO(content))
    assert found.testzip() is None
    return {name: found.read(name) for name in found.namelist()}


def taken(member: Member, export: Export) -> dict[str, bytes]:
    answer = signed_in(member, fresh=True).get(reverse("privacy:download", args=[export.pk]))
    assert answer.status_code == 200
    return files(answer.content)


def rows(found: dict[str, bytes], name: str) -> list[dict[str, Any]]:
    return [one for path in sorted(found) if path.startswith(f"data/{name}.") for one in json.loads(found[path])]
