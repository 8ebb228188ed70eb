"""The page of settings: the few that matter first, a search over all, who changed what last; for admins alone."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from hosting.kept_settings import PLAIN, SECRET
from hosting.models import Act
from hosting.queries.settings import changes
from hosting.views.every_setting import FIRST, TABLE, find
from members.actions import community
from members.actions.community import EDITABLE
from members.forms.community import CommunityForm
from members.models import Member
from moderation.actions import appointments, phrases, ready_reasons, wordings
from moderation.actions.decisions import undo
from tests import cast, make
from tests.hosting.test_acts import hear_all
from tests.test_docs import SETTINGS_PAGE, documented

pytestmark = pytest.mark.django_db
PAGE = "/running/"
ROW = re.compile(r"^\| ((?:`[A-Z_]+` ?)+) \|.*\| ([^|]*) \|$", re.MULTILINE)


@pytest.fixture
def admin() -> Member:
    make.community()
    return cast.nasreen()


def page_of(member: Member, path: str = PAGE, **data: Any) -> str:
    client = Client()
    client.force_login(member)
    answer = client.get(path, data)
    assert answer.status_code == 200
    return answer.content.decode()


def settings_in(html: str) -> list[str]:
    return re.findall(r'<h3 class="(?:text-2|mono)"[^>]*>(?:<a[^>]*>)?([^<]*)<', html)


# --- who reads it ------------------------------------------------------------------------------------------------


def test_for_whoever_is_no_admin_it_does_not_exist(admin: Member) -> None:
    client = Client()
    assert client.get(PAGE).status_code == 302
    for person in (cast.pau(), make.moderator(of=make.space(), by=admin, name="Marit")):
        client.force_login(person)
        assert client.get(PAGE, {"q": "mail"}).status_code == 404
        assert PAGE not in re.findall(r'href="([^"]*)"', client.get("/spaces/").content.decode())


def test_nothing_is_changed_by_looking(admin: Member) -> None:
    client = Client()
    client.force_login(admin)
    assert client.post(PAGE, {"q": "mail"}).status_code == 405


# --- the table ---------------------------------------------------------------------------------------------------


def test_every_field_of_the_community_is_in_the_table() -> None:
    assert set(EDITABLE) - TABLE.keys() == set()
    assert set(CommunityForm.base_fields) - TABLE.keys() == set()


def test_every_variable_that_is_documented_is_in_the_table_and_no_other() -> None:
    named = [name for setting in TABLE.values() if setting.variable for name in setting.variable.names]
    assert set(named) == documented()
    assert len(named) == len(set(named))


def test_defaults_are_those_of_the_document() -> None:
    told = dict(ROW.findall(SETTINGS_PAGE.read_text()))
    assert len(told) > 50
    for names, cell in told.items():
        variable = TABLE[names.replace("`", "")].variable
        assert variable
        first = re.findall(r"`([^`]+)`", cell)
        if variable.default:
            assert variable.default in (*first, ", ".join(first)) or variable.default in cell, names
        else:
            assert not cell.startswith("`") or "none" in cell, names


@pytest.mark.parametrize("language", ["en", "de", "ar"])
def test_each_has_a_name_a_sentence_and_a_group(language: str) -> None:
    with override(language):
        bare = [name for name, it in TABLE.items() if not (str(it.title) and str(it.sentence) and str(it.group))]
    assert bare == []


def test_each_leads_to_its_very_field(admin: Member) -> None:
    form = page_of(admin, reverse("members:community"))
    for name in EDITABLE:
        address = TABLE[name].address
        assert address
        path, _sharp, field = address().partition("#")
        if path == reverse("members:community") and name != "language":  # there are no compiled words in the tests
            assert f'id="{field}"' in form, name


# --- what is first -----------------------------------------------------------------------------------------------


def test_fewer_than_twelve_are_first_each_with_what_it_is_now(admin: Member) -> None:
    make.space(title="Letters"), make.space(title="Old", archived_at=timezone.now())
    html = page_of(admin)
    assert len(settings_in(html)) == len(FIRST) < 12
    assert "1 space<" in html
    assert "1 admin and 0 moderators" in html
    assert "anybody may join" in html
    assert "What is set on the server" not in settings_in(html)


# --- the search --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("agreement", "agreement"),
        ("TIME zone", "time_zone"),
        ("backup daily", "BACKUP_AT"),
        ("email_url", "EMAIL_URL"),
        ("openid", "ways_in"),
        ("people’s words", "privacy_note"),
        ("people's words", "privacy_note"),
    ],
)
def test_a_setting_is_found_by_its_words(words: str, name: str) -> None:
    assert name in [setting.name for setting in find(words)]


def test_every_word_has_to_be_there() -> None:
    assert find("backup elephant") == []
    assert len(find("backup")) > 2


def test_accents_do_not_matter() -> None:
    with override("fr"):
        assert [setting.name for setting in find("clé masque")] == [setting.name for setting in find("cle masque")]


def test_what_is_found_is_shown_with_its_default_and_where_it_is_set(admin: Member) -> None:
    html = page_of(admin, q="  backup   time ")
    assert settings_in(html) == ["BACKUP_AT"]
    assert "03:30" in html
    assert "into the file .env" in html
    assert "1 setting" in html


def test_nothing_found_says_what_to_do(admin: Member) -> None:
    html = page_of(admin, q="<script>")
    assert settings_in(html) == []
    assert "No setting has these words" in html
    assert "<script>" not in html.replace("<script src", "").replace("<script type", "")
    assert 'value="&lt;script&gt;"' in html


def test_the_same_part_is_given_as_one_types(admin: Member) -> None:
    client = Client()
    client.force_login(admin)
    answer = client.get(PAGE, {"q": "backup"}, headers={"HX-Request": "true"})
    part = answer.content.decode()
    assert "<html" not in part
    assert "HX-Request" in answer["Vary"]
    assert settings_in(part) == settings_in(page_of(admin, q="backup"))


@pytest.mark.parametrize("words", ["\0", "a\0b", "%", "_" * 5000, " "])
def test_whatever_is_looked_for_is_answered(admin: Member, words: str) -> None:
    assert "Find a setting" in page_of(admin, q=words)


# --- what is set, and what nobody is shown -----------------------------------------------------------------------


def test_no_secret_is_shown(admin: Member, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in documented() - set(PLAIN):
        monkeypatch.setenv(name, "hush-0451")
    for name in ("SOURCE_URL", "INBOUND_LISTEN"):
        monkeypatch.setenv(name, "https://me:hush-0451@example.org")
    monkeypatch.setenv("BACKUP_KEEP", "9 8 7")
    html = "".join(page_of(admin, q=name) for name in documented())
    assert "hush-0451" not in html
    assert "9 8 7" in html
    assert "its value is shown to nobody" in page_of(admin, q=SECRET[0])


# --- who changed it ----------------------------------------------------------------------------------------------


def test_the_last_change_stands_beside_each(admin: Member) -> None:
    other = make.admin(name="Teo")
    community.change(by=other, values={"headline": "One", "registration": "approval"})
    community.change(by=admin, values={"headline": "Two"})
    hear_all()
    changed = changes()
    assert changed.fields["headline"].by == admin
    assert changed.fields["registration"].by == other
    assert "purpose" not in changed.fields
    form = page_of(admin, reverse("members:community"))
    assert [by.count(f"Changed by <bdi>{name}") for by, name in ((form, "Teo"), (form, admin.shown_name))] == [1, 1]
    assert "Changed by <bdi>Teo" in page_of(admin)


def test_of_a_place_the_newest_of_all_its_acts_counts(admin: Member) -> None:
    now = timezone.now()
    Act.objects.create(verb="space.opened", by=admin, at=now - timedelta(days=3))
    Act.objects.create(verb="space.changed", by=None, at=now - timedelta(days=1))
    Act.objects.create(verb="space.opened", by=admin, at=now - timedelta(days=9))
    change = TABLE["spaces"].change(changes())
    assert change
    assert (change.by, change.at) == (None, now - timedelta(days=1))
    assert "Somebody on the server" in page_of(admin, q="rooms")


def test_what_moderators_choose_is_read_from_their_own_log(admin: Member) -> None:
    other = make.admin(name="Teo")
    space = make.space()
    marit = make.moderator(of=space, by=admin, name="Marit")
    appointments.end_term(admin=other, appointment=marit.appointments.get())
    ready_reasons.choose(moderator=other, use="words", lines=["It named somebody."])
    phrases.choose(moderator=admin, words="no way out", space=space)
    chosen = wordings.choose(moderator=other, words="junkie", does="hold", space=None)
    assert who_changed("roles", "reasons", "calling", "treated") == [other, other, admin, other]
    undo(moderator=admin, decision=chosen)
    assert who_changed("treated", "calling", "reasons") == [admin, admin, other]
    assert "Changed by <bdi>Teo" in page_of(admin, q="ready reasons")


def who_changed(*names: str) -> list[Member | None]:
    changed = changes()
    found = [TABLE[name].change(changed) for name in names]
    return [change and change.by for change in found]


def test_what_was_never_changed_says_nothing(admin: Member) -> None:
    assert "Changed by" not in page_of(admin)
    assert TABLE["headline"].change(changes()) is None


def test_the_questions_do_not_grow(admin: Member) -> None:
    client = Client()
    client.force_login(admin)

    def asked(words: str) -> int:
        client.get(PAGE, {"q": words})
        with CaptureQueriesContext(connection) as queries:
            client.get(PAGE, {"q": words})
        return len(queries)

    few = asked("")
    for number in range(30):
        named = {"names": list(EDITABLE)[number % 9 :]}
        Act.objects.create(verb="community.changed", by=make.member(), data=named)
        Act.objects.create(verb="space.changed", by=make.member(), data={"names": ["Letters"]})
    assert asked("") == asked("e") == few <= 25
