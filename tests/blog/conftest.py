from dataclasses import replace

import pytest

from forum.models import Post
from tests import make
from tests.blog.room import LONG, Room, room_of


@pytest.fixture
def room(db: None) -> Room:
    return room_of()


@pytest.fixture
def masked_room(room: Room) -> Room:
    """The answer was written without a name."""
    mask = make.mask(of=room.author, topic=room.post.topic)
    post = make.answer(topic=room.post.topic, mask=mask, body=LONG)
    make.helped_mark(post=post)
    return replace(room, post=Post.objects.get(pk=post.pk))
