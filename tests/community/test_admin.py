"""What Django's admin holds: what admins shape, and nothing of a person."""

import pytest
from django.contrib import admin
from django.core.exceptions import FieldDoesNotExist
from django.urls import reverse

from activity.models import Event
from forum.models import Space
from members.models import Community, Journey
from recognition.models import ThanksWord
from tests import cast, make

pytestmark = pytest.mark.django_db


def test_nothing_in_it_belongs_to_a_person(client) -> None:
    client.get("/admin/")  # the addresses are loaded
    assert {model._meta.label for model in admin.site._registry} == {
        "forum.Space",
        "members.Journey",
        "recognition.ThanksWord",
    }
    for model in admin.site._registry:
        for name in ("member", "mask", "user"):
            with pytest.raises(FieldDoesNotExist):
                model._meta.get_field(name)


@pytest.mark.parametrize("table", ["usersessions/usersession", "mfa/authenticator", "account/emailaddress"])
def test_no_form_of_it_opens_somebody_elses_account(client, table: str) -> None:
    client.force_login(make.admin(is_superuser=True))
    assert client.get(f"/admin/{table}/").status_code == 404


def test_an_admin_finds_it_from_the_communitys_page_and_changes_a_space(client) -> None:
    make.community()
    nasreen, space = cast.nasreen(), make.space(title="Letters", slug="letters")
    client.force_login(nasreen)
    page = client.get(reverse("members:community")).content.decode()
    assert all(
        reverse(f"admin:{name}_changelist") in page
        for name in ("forum_space", "members_journey", "recognition_thanksword")
    )
    form = {
        "title": "Letters and calls",
        "slug": "hijacked",
        "purpose": "",
        "norms": "Say what you did.",
        "visibility": "members",
        "outside_help": "**StepChange**",
        "hue": "4",
        "position": "0",
        "archived_at_0": "",
        "archived_at_1": "",
        "outside_help_html": "<script>",
    }
    assert client.post(reverse("admin:forum_space_change", args=[space.pk]), form).status_code == 302
    space.refresh_from_db()
    assert (space.title, space.slug, space.visibility) == ("Letters and calls", "letters", "members")
    assert space.outside_help_html.strip() == "<p><strong>StepChange</strong></p>"
    assert Event.objects.filter(verb="space.changed", member_id=nasreen.pk).exists()
    assert client.get(reverse("admin:forum_space_delete", args=[space.pk])).status_code == 403


def test_an_admin_adds_a_path_and_a_word(client) -> None:
    client.force_login(cast.nasreen())
    path = {"title": "First home", "slug": "first-home", "suggested_milestones": "", "position": 3, "is_open": "on"}
    assert client.post(reverse("admin:members_journey_add"), path).status_code == 302
    word = {"label": "patient", "slug": "patient", "lead": "being", "position": 9, "is_open": "on"}
    assert client.post(reverse("admin:recognition_thanksword_add"), word).status_code == 302
    assert Journey.objects.filter(slug="first-home", is_open=True).exists()
    assert ThanksWord.objects.filter(slug="patient").exists()


def test_nobody_else_finds_it(client) -> None:
    space = make.space()
    for person in (cast.dorrie(), make.moderator(of=space)):
        client.force_login(person)
        assert client.get(reverse("admin:forum_space_changelist")).status_code != 200
        assert client.post(reverse("admin:forum_space_change", args=[space.pk]), {"title": "Mine"}).status_code != 200
    assert Space.objects.get(pk=space.pk).title == space.title


def test_the_words_that_make_a_first_post_wait_can_be_written(client) -> None:
    make.community()
    client.force_login(cast.nasreen())
    page = client.get(reverse("members:community"))
    values = {name: page.context["form"][name].value() or "" for name in page.context["form"].fields}
    values |= {"headline": "A line", "purpose": "A purpose", "non_goals": "No sales", "agreement": "Be kind"}
    values |= {"blocked_words": "guaranteed approval\nquick loan", "privacy_note": "Ask us."}
    answer = client.post(reverse("members:community"), values)
    assert answer.status_code == 302, answer.context["form"].errors
    row = Community.objects.get()
    assert row.blocked_words == ["guaranteed approval", "quick loan"]
    assert row.privacy_note == "Ask us."
