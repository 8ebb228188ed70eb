"""The devices on which a member is told by notification."""

from __future__ import annotations

from base64 import urlsafe_b64decode
from collections.abc import Mapping

from cryptography.hazmat.primitives.asymmetric import ec
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from activity import broker
from forum import limits
from members import browsers
from members.models import Member
from members.queries import languages
from members.rules import NotAllowed
from notices.actions import outbox, push
from notices.models import MOST_DEVICES, Device
from notices.push_wire import Outcome, is_endpoint

TEST_TASK = "notices.test_device"


@transaction.atomic
def add(*, member: Member, endpoint: str, p256dh: str, auth: str, name: str) -> Device:
    """This device is told from now on; whoever used the browser before is not. Raises NotAllowed."""
    if not is_endpoint(endpoint) or not _is_key(p256dh) or not _is_secret(auth):
        raise NotAllowed(_("This browser’s push service cannot be used here."))
    digest = Device.digest_of(endpoint)
    others = Device.objects.filter(member=member).exclude(digest=digest)
    if others.count() >= MOST_DEVICES:
        words = ngettext(
            "That is %(most)d device. Remove it if you no longer use it.",
            "That is %(most)d devices. Remove one that you no longer use.",
            MOST_DEVICES,
        )
        raise NotAllowed(words % {"most": MOST_DEVICES})
    values = {"member": member, "endpoint": endpoint, "p256dh": p256dh, "auth": auth, "name": name[:80]}
    return Device.objects.update_or_create(digest=digest, defaults=values)[0]


@transaction.atomic
def remove(*, member: Member, device_id: int) -> None:
    Device.objects.filter(member=member, pk=device_id).delete()


@transaction.atomic
def remove_all(*, member: Member, but: int | None) -> None:
    """All of the member's, without the one in the browser that they use right now."""
    theirs = Device.objects.filter(member=member)
    (theirs if but is None else theirs.exclude(pk=but)).delete()


def test(*, member: Member, device_id: int) -> bool:
    """Has a notification sent that says that it works: by a worker, for a service may take its time, and which one it
    is was the browser's word. False for a device that is not theirs. Raises TooMuch.
    """
    if not Device.objects.filter(member=member, pk=device_id).exists():
        return False
    limits.check_without_rows(limits.DEVICE_TESTS, member=member)
    broker.hand_over(TEST_TASK, [[device_id]], queue=outbox.QUEUE)
    return True


def send_test(*, device_id: int) -> None:
    """In a worker. A device that is gone is forgotten, as after any other notification under a name."""
    device = Device.objects.select_related("member").filter(pk=device_id).first()
    if device is None:
        return
    with translation.override(languages.of_member(device.member)):
        words = _("Notifications reach this device.")
        outcome = push.send_to(device, push.notification(words, topic="test", url=push.own_devices_url()))
    if outcome is Outcome.GONE:
        remove(member=device.member, device_id=device_id)


def _is_key(value: str) -> bool:
    """A point of the curve, as browsers make it."""
    try:
        ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), _bytes(value))
    except ValueError:
        return False
    return True


def _is_secret(value: str) -> bool:
    try:
        return len(_bytes(value)) == 16
    except ValueError:
        return False


def _bytes(value: str) -> bytes:
    if len(value) > 100 or not value.isascii():
        raise ValueError(value)
    return urlsafe_b64decode(value + "=" * (-len(value) % 4))


def named(headers: Mapping[str, str]) -> str:
    """ "Firefox on Android", from what the browser says of itself."""
    browser, system = browsers.named(headers.get("User-Agent", ""))
    browser = browser or _("Browser")
    return _("%(browser)s on %(system)s") % {"browser": browser, "system": system} if system else browser
