"""Pictures for tests: files as they are sent, and rows as they stand once somebody has sent one."""

from __future__ import annotations

import io
from itertools import count
from typing import Any

from PIL import Image

from forum.models import Post
from members.models import Member
from tests import make
from uploads.actions import taking
from uploads.models import Picture, Use
from uploads.workshop import Developed
from writing.pictures import HOME

_numbers = count(1)


def file(form: str = "JPEG", size: tuple[int, int] = (40, 30), mode: str = "RGB", **how: Any) -> bytes:
    """A picture as a program saves it, red at its left and blue at its right."""
    image = Image.new("RGB", size, (220, 30, 30))
    image.paste((30, 30, 220), (size[0] // 2, 0, *size))
    file = io.BytesIO()
    image.convert(mode).save(file, form, **how)
    return file.getvalue()


def sent(by: Member, content: bytes = b"") -> Picture:
    """One that waits to be posted, without the work of making it. Two of the same `content` are the same picture."""
    content = content or f"picture {next(_numbers)}".encode()
    files = {f"{width}.{end}": content + end.encode() for width in (480, 960) for end in ("jpg", "webp", "avif")}
    return taking.keep(Developed(960, 720, files), owner=by)


def shows(*pictures: Picture, alt: str = "two piles") -> str:
    """A text that shows them."""
    return "Look here: " + " ".join(f"![{alt}]({HOME}{picture.pk})" for picture in pictures)


def settled(member: Member) -> Member:
    """Two of their posts are read by others: what they post now waits for nobody."""
    topic = make.topic()
    for _ in range(2):
        make.answer(topic=topic, by=member)
    return member


def held(picture: Picture, post: Post) -> Picture:
    """As posting leaves it: the post shows it."""
    Picture.objects.filter(pk=picture.pk).update(owner_tag=None, kept_until=None)
    Use.objects.create(kind=Use.Kind.POST, holder_id=post.pk, picture=picture)
    Post.objects.filter(pk=post.pk).update(body=f"{post.body} {shows(picture)}")
    return picture
