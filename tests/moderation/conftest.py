"""The place of these tests: one space with a moderator, another with another, an answer by a member."""

from __future__ import annotations

import pytest

from tests import cast, make
from tests.moderation.place import Place


@pytest.fixture
def place(db: None) -> Place:
    space, other = make.space(title="Cards and loans"), make.space(title="Banks and bills")
    marit, admin = cast.marit(), cast.nasreen()
    make.appoint(member=marit, space=space, by=admin)
    author = cast.dorrie()
    topic = make.topic(space=space, by=cast.ines())
    mask = make.mask(of=author, topic=topic)
    return Place(
        space=space,
        moderator=marit,
        stranger=make.moderator(of=other, by=admin, name="Lotte"),
        admin=admin,
        author=author,
        reader=cast.pau(),
        post=make.answer(topic=topic, by=author, body="We helped hundreds clear debts fast."),
        masked=make.answer(topic=topic, mask=mask, body="I do not see the point of the plan any more."),
    )
