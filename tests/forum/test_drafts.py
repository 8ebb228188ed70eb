"""Words on the way to a post are kept, and only their writer reads them."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from forum.actions import drafts
from forum.models import Draft
from forum.queries.drafts import draft
from tests import cast, make
from tests.forum import say

pytestmark = pytest.mark.django_db

SECRET = "nobody else reads this"


def keep(client, **said):
    return client.post(reverse("forum:draft"), {"context": "ask", "as": "me", **said})


def test_words_are_kept_and_stand_in_the_form_again(client) -> None:
    client.force_login(cast.ines())
    keep(client, title="My bank says", body="They wrote", tags="bank fees", kind="story", audience="everyone")
    page = client.get(reverse("forum:ask")).content.decode()
    for said in ("My bank says", "They wrote", "bank fees"):
        assert said in page
    assert '<input type="radio" name="kind" value="story" checked>' in page
    assert '<input type="radio" name="audience" value="everyone" checked>' in page


def test_the_script_hears_that_they_are_kept(client) -> None:
    client.force_login(cast.ines())
    said = {"context": "ask", "body": "They wrote", "as": "me"}
    response = client.post(reverse("forum:draft"), said, headers={"HX-Request": "true"})
    assert "Draft saved just now" in response.content.decode()
    assert "<html" not in response.content.decode()


def test_there_is_one_draft_for_each_form_and_the_last_words_count(client) -> None:
    ines = cast.ines()
    client.force_login(ines)
    keep(client, body="First.")
    keep(client, body="Second.")
    keep(client, context="topic:1", body="Elsewhere.")
    assert ines.drafts.count() == 2
    assert draft(ines, "ask").body == "Second."


def test_no_words_are_no_draft(client) -> None:
    ines = cast.ines()
    client.force_login(ines)
    keep(client, body="First.")
    keep(client, body="  ")
    assert not Draft.objects.exists()


def test_posting_it_ends_it() -> None:
    ines = cast.ines()
    for masked in (False, True):
        topic = make.topic()
        drafts.keep_draft(actor=ines, context=f"topic:{topic.pk}", body="Half.", masked=masked)
        say.answer(actor=ines, topic=topic)
        assert draft(ines, f"topic:{topic.pk}") is None
    assert Draft.objects.filter(member__isnull=False).count() == 0


def test_a_masked_draft_is_sealed_and_no_row_says_whose_it_is() -> None:
    ines = cast.ines()
    drafts.keep_draft(actor=ines, context="topic:12", title=SECRET, body=SECRET, masked=True)
    assert draft(ines, "topic:12").body == SECRET
    for row in Draft.objects.all():
        assert (row.member, row.title, row.body, row.data) == (None, "", "", {})
        assert SECRET.encode() not in bytes(row.box)
        assert "12" not in row.context
        assert (row.updated_at.minute, row.updated_at.second) == (0, 0)


def test_choosing_a_mask_seals_what_was_kept_and_choosing_the_name_opens_it() -> None:
    ines = cast.ines()
    drafts.keep_draft(actor=ines, context="ask", body="Half.")
    drafts.keep_draft(actor=ines, context="ask", body="Half a thought.", masked=True)
    assert not ines.drafts.exists()
    assert draft(ines, "ask").masked
    drafts.keep_draft(actor=ines, context="ask", body="Half a thought.")
    assert not draft(ines, "ask").masked
    assert ines.drafts.count() == 1


def test_the_list_shows_ones_own_named_and_sealed_and_nobody_elses(client) -> None:
    ines, dorrie = cast.ines(), cast.dorrie()
    topic = make.topic(title="A question with words")
    drafts.keep_draft(actor=ines, context="ask", title="Named words")
    drafts.keep_draft(actor=ines, context=f"topic:{topic.pk}", body="Sealed words", masked=True)
    drafts.keep_draft(actor=dorrie, context="ask", title="Of Dorrie")
    drafts.keep_draft(actor=dorrie, context=f"topic:{topic.pk}", body="Of her mask", masked=True)
    client.force_login(ines)
    response = client.get(reverse("forum:drafts"))
    page = response.content.decode()
    assert "Named words" in page
    assert "Sealed words" in page
    assert "A question with words" in page
    assert "Of Dorrie" not in page
    assert "Of her mask" not in page
    assert response["Cache-Control"] == "no-store"


def test_a_draft_in_a_topic_that_is_closed_to_them_now_keeps_its_words_and_not_its_title(client) -> None:
    ines = cast.ines()
    topic = make.topic(title="Something for moderators", space=make.space(visibility="moderators"))
    drafts.keep_draft(actor=ines, context=f"topic:{topic.pk}", body="My own words")
    client.force_login(ines)
    page = client.get(reverse("forum:drafts")).content.decode()
    assert "My own words" in page
    assert "Something for moderators" not in page


def test_a_draft_can_be_thrown_away(client) -> None:
    ines = cast.ines()
    drafts.keep_draft(actor=ines, context="ask", body="Named.")
    drafts.keep_draft(actor=ines, context="topic:1", body="Sealed.", masked=True)
    client.force_login(ines)
    client.post(reverse("forum:draft_drop"), {"context": "ask"})
    client.post(reverse("forum:draft_drop"), {"context": "topic:1"})
    assert "No drafts" in client.get(reverse("forum:drafts")).content.decode()


def test_somebody_elses_cannot_be_thrown_away(client) -> None:
    ines = cast.ines()
    drafts.keep_draft(actor=ines, context="ask", body="Mine.")
    client.force_login(cast.dorrie())
    client.post(reverse("forum:draft_drop"), {"context": "ask"})
    assert draft(ines, "ask").body == "Mine."


@pytest.mark.parametrize("context", ["", "index", "topic:", "topic:x", "member:1", "ask\n", "topic:1;2"])
def test_a_form_that_is_none_of_ours_is_404(client, context) -> None:
    client.force_login(cast.ines())
    assert keep(client, context=context, body="Words.").status_code == 404
    assert not Draft.objects.exists()


def test_a_visitor_keeps_none(client) -> None:
    assert keep(client, body="Words.").status_code == 302
    assert not Draft.objects.exists()


def test_too_much_is_cut_and_odd_characters_are_no_error(client) -> None:
    ines = cast.ines()
    client.force_login(ines)
    assert keep(client, title="t" * 399, body="\x00" + "x" * 90_000).status_code in (200, 303)
    assert len(draft(ines, "ask").body) == drafts.LONGEST


def test_after_thirty_days_they_go() -> None:
    ines = cast.ines()
    drafts.keep_draft(actor=ines, context="ask", body="Named.")
    drafts.keep_draft(actor=ines, context="topic:1", body="Sealed.", masked=True)
    assert drafts.forget_old() == 0
    Draft.objects.update(updated_at=timezone.now() - timedelta(days=31))
    assert drafts.forget_old() == 3
    drafts.keep_draft(actor=ines, context="topic:2", body="Anew.", masked=True)
    assert draft(ines, "topic:2").body == "Anew."


def test_a_refused_answer_stays_in_the_form_and_the_drafts(client) -> None:
    noor, topic = cast.noor(), make.topic()
    client.force_login(noor)
    form = {"submit_key": "5f0c1a7e-95b7-4b52-9a52-bd0bd3b5a6a1", "as": "me", "body": "My careful words."}
    response = client.post(reverse("forum:answer", args=[topic.pk]), form)
    page = response.content.decode()
    assert response.status_code == 422
    assert "My careful words." in page
    assert "Selling something" in page
    assert draft(noor, f"topic:{topic.pk}").body == "My careful words."
