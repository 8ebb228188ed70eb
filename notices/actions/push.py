"""Notifications on a member's devices, in place of mail where they chose so. Writes nothing down but devices that are gone.

A screen that lies on a table is read by others: what it shows names neither the matter nor whoever wrote, as little as
the subject of a mail. What is sent is declarative (`web_push: 8030`), so that browsers show it without our script.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.module_loading import import_string

from members.models import Member
from members.queries import community, languages
from notices import push_wire
from notices.kinds import Kind
from notices.models import Device, Message
from notices.push_wire import NoDevice, Outcome, Unreached
from notices.queries.letters import masked_letter, notice_letter

LONGEST_WORDS = 120


def deliver(message: Message, member: Member, kind: Kind) -> None:
    """To every device of the member; one that takes it is enough. Raises Unreached, NoDevice."""
    with translation.override(languages.of_member(member)):
        letter = import_string(kind.letter)(message, member) if kind.letter else notice_letter(message, member, kind)
        words = str(letter.get("subject") or kind.subject) % {"name": member.get_short_name()}
        sent = notification(words, topic=message.pk.hex, url=_own(letter.get("url")))
    outcomes = {device.pk: send_to(device, sent) for device in Device.objects.filter(member=member)}
    Device.objects.filter(pk__in=[pk for pk, outcome in outcomes.items() if outcome is Outcome.GONE]).delete()
    _look_at(outcomes.values())


def deliver_masked(message: Message, devices: Iterable[Device]) -> None:
    """To whoever wears the mask: the same words for every kind. A device that is gone is left for another time, for a row
    that vanishes now would say whose mask this was. Raises Unreached, NoDevice.
    """
    letter = masked_letter()
    sent = notification(str(letter["subject"]), topic=message.pk.hex, url=letter["url"])
    _look_at([send_to(device, sent) for device in devices])


def _look_at(outcomes: Iterable[Outcome]) -> None:
    found = set(outcomes)
    if Outcome.TAKEN in found:
        return
    raise Unreached if Outcome.REFUSED in found else NoDevice


def send_to(device: Device, sent: dict[str, Any]) -> Outcome:
    return push_wire.send(
        endpoint=device.endpoint,
        p256dh=device.p256dh,
        auth=device.auth,
        payload=json.dumps(sent, ensure_ascii=False).encode(),
        topic=sent["notification"]["tag"],
    )


def notification(words: str, *, topic: str, url: str) -> dict[str, Any]:
    """Declarative web push. A second one with the same tag takes the place of the first."""
    return {
        "web_push": 8030,
        "notification": {
            "title": community().name or "Murmuration",
            "body": " ".join(words.split())[:LONGEST_WORDS],
            "navigate": url,
            "tag": topic,
            "lang": translation.get_language(),
        },
    }


def own_devices_url() -> str:
    return settings.SITE_URL + reverse("notices:devices")


def _own(url: Any) -> str:
    """Where a letter leads, as long as that is here."""
    inside = isinstance(url, str) and url.startswith(f"{settings.SITE_URL}/")
    return str(url) if inside else settings.SITE_URL + reverse("notices:list")
