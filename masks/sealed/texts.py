"""Tags that say "the same person, once more" without saying who, and texts that only their writer may read."""

from __future__ import annotations

from base64 import b64decode, b64encode

from masks.sealed.keys import Broken, keys, tag
from members.models import Member

TEXT_BLOCK = 1_024  # bytes: a sealed text is filled up to a multiple, so its length says little
LENGTH_BYTES = 4
WRAPPED = b"wrapped"


def giver_tag(member: Member, kind: str, object_id: int) -> bytes:
    """Says that a member did this once to that thing, named or masked, without saying who. 32 bytes."""
    return tag(keys().own, kind, object_id, member.pk)


def text_tag(member: Member, purpose: str) -> bytes:
    """Finds the member's own sealed text of this purpose, such as "draft:topic:12". 32 bytes."""
    return tag(keys().own, "text", purpose, member.pk)


def seal_text(member: Member, purpose: str, text: str) -> tuple[bytes, bytes]:
    """(owner_tag, box) of a text that only its writer may read, such as the draft of a masked post."""
    owner_tag = text_tag(member, purpose)
    content = text.encode()
    content = len(content).to_bytes(LENGTH_BYTES) + content
    full_blocks = -(-len(content) // TEXT_BLOCK)
    return owner_tag, keys().encrypt(content.ljust(full_blocks * TEXT_BLOCK, b"\0"), aad=owner_tag)


def open_text(member: Member, purpose: str, box: bytes) -> str:
    """The member's own sealed text. Raises Broken for anybody else's."""
    content = keys().decrypt(box, aad=text_tag(member, purpose))
    length = int.from_bytes(content[:LENGTH_BYTES])
    return content[LENGTH_BYTES : LENGTH_BYTES + length].decode()


def wrap(text: str) -> str:
    """A text for a place that is not the writer's own yet, such as a visitor's session; base64."""
    return b64encode(keys().encrypt(text.encode(), aad=WRAPPED)).decode()


def unwrap(wrapped: str) -> str:
    """What `wrap` was given. Raises Broken."""
    try:
        box = b64decode(wrapped, validate=True)
    except ValueError:
        raise Broken("This is no wrapped text.") from None
    return keys().decrypt(box, aad=WRAPPED).decode()
