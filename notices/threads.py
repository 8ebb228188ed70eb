"""What lays the mails about one topic together in somebody's mail program, and those about two topics apart.

Thunderbird and mutt go by References, Gmail by References and the same subject, Outlook by the number in Thread-Index; who
has no Thread-Index is sorted there by the subject alone, which is the same of all topics (docs/decisions/inbound.md).
"""

from __future__ import annotations

from base64 import b64encode

from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from members.mail import sender_domain
from members.models import Member
from notices.kinds import Kind
from notices.models import Message

EARLIER = 3  # mails that one names; programs look for any of them, and the first was perhaps deleted
# One reserved byte and the time of the first mail (MS-OXOMSG 2.2.1.3), here that of none: it is nobody's business.
INDEX_BEGINS = bytes([1, 0xD5, 0, 0, 0, 0])


def subject(kind: Kind, topic_id: int | None) -> str | None:
    """Of all that is told of a topic the same, whatever the kind; None where the kind has its own."""
    return _("%(name)s, there is something new for you") if topic_id and kind.heard_from is not None else None


def heads(message: Message, member: Member, topic_id: int | None, subject: str) -> dict[str, str]:
    """Each is an answer to a mail that was never sent, of this person and topic, and to the last that were. Letters to a
    mask have none of it: they would say which of them belong together.
    """
    if topic_id is None:
        return {}
    number = salted_hmac("notices.thread", f"{member.pk}|{topic_id}", algorithm="sha256").digest()[:16]
    before = [f"<{number.hex()}@{sender_domain()}>", *_earlier(message, member, topic_id)]
    index = b64encode(INDEX_BEGINS + number).decode()
    return {
        "In-Reply-To": before[-1],
        "References": " ".join(before),
        "Thread-Topic": subject,
        "Thread-Index": index,
    }


def _earlier(message: Message, member: Member, topic_id: int) -> list[str]:
    """The last that went, the latest at the end."""
    sent = Message.objects.filter(member=member, topic=topic_id, state=Message.State.SENT).exclude(pk=message.pk)
    return list(reversed(sent.order_by("-sent_at").values_list("message_id", flat=True)[:EARLIER]))
