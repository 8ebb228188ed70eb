"""Each reads in their own language: a member in the one they chose, a visitor in theirs, all others in the community's."""

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import translation

from members.actions import accounts, pages
from members.actions import community as acts
from members.forms.community import CommunityForm
from members.forms.pages import PageForm
from members.models import Community, Member
from members.queries import languages
from notices.actions import mailer, outbox
from notices.kinds import KINDS
from notices.models import Message
from tests import make, pseudo
from tests.pseudo import CODE, said
from web.templatetags import frames

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("pseudo")]
pseudo_fixture = pseudo.pseudo_fixture

ABOUT = said("About this community")


def read_by(client: Client, path: str = "/about/", **headers: str) -> str:
    return client.get(path, headers=headers).content.decode()


def speaks_pseudo(page: str) -> bool:
    assert (ABOUT in page) == (f'<html lang="{CODE}" dir="ltr"' in page)
    return ABOUT in page


def test_a_visitor_reads_the_community_s_language_whatever_their_browser_says(client) -> None:
    make.community()
    assert not speaks_pseudo(read_by(client, **{"Accept-Language": CODE}))
    make.community(language=CODE)
    assert speaks_pseudo(read_by(client, **{"Accept-Language": "en"}))


def test_a_visitor_chooses_and_comes_back_to_the_same_page(client) -> None:
    make.community()
    assert f'<option value="{CODE}"' in read_by(client)
    answer = client.post("/language/", {"language": CODE}, headers={"Referer": "http://testserver/about/?a=b"})
    assert (answer.status_code, answer["Location"]) == (303, "/about/?a=b")
    assert speaks_pseudo(read_by(client))
    client.post("/language/", {"language": "en"})
    assert not speaks_pseudo(read_by(client))


@pytest.mark.parametrize("came_from", ["", "https://evil.example/", "http://testserver@evil.example/", "javascript:1"])
def test_nobody_is_led_elsewhere(client, came_from) -> None:
    make.community()
    assert client.post("/language/", {"language": CODE}, headers={"Referer": came_from})["Location"] == "/"


@pytest.mark.parametrize(
    ("language", "headers"),
    [
        ("tlh", {}),
        ("", {}),
        ("../en", {}),
        (CODE, {"Origin": "https://evil.example"}),
        (CODE, {"Origin": "null"}),
        (CODE, {"Sec-Fetch-Site": "cross-site"}),
    ],
)
def test_what_is_no_choice_of_theirs_changes_nothing(client, language, headers) -> None:
    make.community()
    answer = client.post("/language/", {"language": language}, headers=headers)
    assert answer.status_code == 403
    assert not answer.cookies
    assert not speaks_pseudo(read_by(client))


def test_to_ask_for_the_address_changes_nothing(client) -> None:
    make.community()
    assert client.get("/language/", {"language": CODE}).status_code == 405
    assert not speaks_pseudo(read_by(client))


@pytest.mark.parametrize("cookie", ["tlh", "../../etc", "eo'", "e", "x" * 500])
def test_a_cookie_that_names_no_language_of_ours_is_none(client, cookie) -> None:
    make.community()
    assert not speaks_pseudo(read_by(client, Cookie=f"language={cookie}"))


def test_a_member_s_own_goes_before_the_cookie_and_the_community_s(client) -> None:
    make.community()
    member = make.member(reads_in=CODE)
    client.force_login(member)
    assert speaks_pseudo(read_by(client, "/settings/"))
    pages.read_in(member=member, language="en")
    make.community(language=CODE)
    client.cookies["language"] = CODE
    assert not speaks_pseudo(read_by(client, "/settings/"))
    pages.read_in(member=member, language="")
    assert speaks_pseudo(read_by(client, "/settings/"))


def test_a_member_who_chooses_at_the_foot_keeps_it(client) -> None:
    make.community()
    member = make.member()
    client.force_login(member)
    client.post("/language/", {"language": CODE})
    member.refresh_from_db()
    assert member.reads_in == CODE


def test_the_settings_say_saved_in_the_language_that_was_chosen(client) -> None:
    make.community()
    member = make.member()
    client.force_login(member)
    typed = PageForm.of(member) | {"reads_in": CODE, "can_help_with": "", "rather_not": ""}
    answer = client.post("/settings/", typed, follow=True)
    assert said("Saved.") in answer.content.decode()
    member.refresh_from_db()
    assert member.reads_in == CODE
    refused = client.post("/settings/", typed | {"reads_in": "tlh"})
    assert refused.status_code == 422
    member.refresh_from_db()
    assert member.reads_in == CODE


def test_where_one_language_is_spoken_nobody_is_asked(client, settings) -> None:
    settings.LANGUAGES = [("en", "English")]
    languages.offered.cache_clear()
    frames._frames.clear()
    make.community()
    assert "Change the language" not in read_by(client)
    assert "reads_in" not in PageForm(initial={}).fields


def test_the_community_s_own_is_chosen_by_an_admin(client) -> None:
    make.community()
    admin = make.member(is_staff=True)
    values = CommunityForm.of(Community.objects.get()) | {"language": CODE}
    acts.change(by=admin, values=values)
    assert Community.objects.get().language == CODE
    assert speaks_pseudo(read_by(client))


def test_whoever_joins_in_a_language_keeps_it_and_who_chose_none_follows_the_community() -> None:
    make.community()
    for language in ("", CODE):
        member = Member(email=f"new{language}@example.org")
        with translation.override(language or "en"):
            accounts.enrol(member=member, name=f"New {language}x", agreement_version=1)
        assert member.reads_in == language


def test_what_is_refused_before_anybody_is_known_is_not_in_the_language_of_the_last_reader(client) -> None:
    make.community()
    assert speaks_pseudo(read_by(client, Cookie=f"language={CODE}"))
    refused = client.get("/about/", HTTP_HOST="testserver:99")
    assert refused.status_code == 400
    assert pseudo.OPENS not in refused.content.decode()


# --- mails ---------------------------------------------------------------------------------------


def test_a_mail_speaks_its_reader_s_language_whoever_caused_it() -> None:
    make.community()
    reader, other = make.member(reads_in=CODE), make.member()
    kind = KINDS["approved"]
    with translation.override("en"):
        for member in (reader, other):
            outbox.queue(to=member, kind="approved", dedupe_key=f"a{member.pk}", why=kind.why)
    theirs, others = (Message.objects.get(member=member) for member in (reader, other))
    assert (theirs.why, others.why) == (said(str(kind.why)), str(kind.why))
    built, plain = mailer.build(theirs, reader, kind), mailer.build(others, other, kind)
    assert pseudo.OPENS in str(built.subject)
    assert pseudo.OPENS in built.body
    assert f'<html lang="{CODE}"' in str(built.alternatives[0][0])
    assert pseudo.OPENS not in str(plain.subject) + plain.body


def test_a_code_is_sent_in_the_language_of_the_page_that_asked_for_it(client) -> None:
    make.community()
    member = make.member()
    EmailAddress.objects.create(user=member, email=member.email, verified=True, primary=True)
    client.cookies["language"] = CODE
    client.post(reverse("account_request_login_code"), {"login": member.email, "email": member.email})
    assert [message for message in mail.outbox if pseudo.OPENS in message.body]
