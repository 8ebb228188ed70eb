"""What stands around a page is drawn once for many: word for word what the templates say to each."""

from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.template import engines
from django.template.context import RequestContext
from django.test import RequestFactory
from django.utils import timezone, translation

from forum.rules import note_tended
from members.models import Member
from tests import make
from web.templatetags import frames

PARTS = ("components/_site_header.html", "components/_tabbar.html", "components/_site_footer.html")
ODD = """O’Dd <b>&amp; "Co" 'zz{handle};'"""

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _nothing_drawn_before() -> None:
    frames._frames.clear()


def context_of(user: Any, *, unread: bool = False, page: str = "home") -> RequestContext:
    request = RequestFactory().get("/")
    request.user = user
    leads = bool(getattr(user, "_tended_spaces", ())) or getattr(user, "is_staff", False)
    values = {"page": page, "user": user, "tends": leads, "unread_notices": unread, "community": make.community()}
    context = RequestContext(request, values)
    context.template = engines["django"].engine.get_template("base.html")
    return context


def plain(name: str, context: RequestContext) -> str:
    return str(context.template.engine.get_template(name).render(context))


def readers() -> list[Any]:
    space = make.space()
    odd, other = make.member(name=ODD, handle="odd", hue=35), make.member(name="Ines Calder", hue=2)
    admin, tender = make.member(is_staff=True), make.member(name="Tends One")
    note_tended(tender, [(space.pk, timezone.now())])
    return [odd, AnonymousUser(), other, tender, admin, odd]


@pytest.mark.parametrize("name", PARTS)
@pytest.mark.parametrize("unread", [False, True])
def test_everybody_sees_what_the_template_says_to_them(name: str, unread: bool) -> None:
    for reader in readers():
        if name == "components/_tabbar.html" and not isinstance(reader, Member):
            continue  # visitors have none
        context = context_of(reader, unread=unread and isinstance(reader, Member))
        assert frames.frame(context, name) == plain(name, context)


def test_each_section_marks_its_own_place() -> None:
    reader = make.member()
    header = "components/_site_header.html"
    drawn = {page: frames.frame(context_of(reader, page=page), header) for page in ("home", "spaces", "people")}
    assert len(set(drawn.values())) == 3
    assert drawn["spaces"] == plain(header, context_of(reader, page="spaces"))


def test_nothing_of_one_stands_in_what_another_gets() -> None:
    first, second = make.member(name="Wren Ashdown", handle="wren"), make.member(name="Ines Calder", handle="ines")
    for name in PARTS:
        drawn = frames.frame(context_of(first, unread=True), name), frames.frame(context_of(second), name)
        assert "wren" not in drawn[1]
        assert "ines" not in drawn[0]
        assert frames.NONCE not in "".join(drawn)


def test_whoever_leads_nowhere_is_led_nowhere() -> None:
    *_, tender, admin, plain_member = readers()
    header = "components/_site_header.html"
    frames.frame(context_of(admin), header), frames.frame(context_of(tender), header)
    drawn = frames.frame(context_of(plain_member), header)
    assert ">Tending</a>" not in drawn
    assert "The community</a>" not in drawn
    assert ">Tending</a>" in frames.frame(context_of(tender), header)


def test_they_are_few_whatever_the_community_is_called() -> None:
    for number in range(frames.MOST_FRAMES + 20):
        context = context_of(AnonymousUser(), page=f"section-{number}")
        frames.frame(context, "components/_site_footer.html")
    assert len(frames._frames) <= frames.MOST_FRAMES


def test_each_language_has_its_own() -> None:
    reader = make.member()
    with translation.override("en"):
        frames.frame(context_of(reader), "components/_site_footer.html")
    with translation.override("de"):
        frames.frame(context_of(reader), "components/_site_footer.html")
    assert len(frames._frames) == 2
