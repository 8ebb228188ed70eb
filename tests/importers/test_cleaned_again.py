"""What an older version imported is cleaned by the walls of today: links, credits, profiles."""

from __future__ import annotations

from importlib import import_module

import pytest
from django.apps import apps
from django.test import Client

from forum.actions import rerendering
from forum.models import Comment, Post
from tests import make
from writing.links import web_only

pytestmark = pytest.mark.django_db

BAD = '<p><a href="javascript:alert(1)">a</a> <a href="https://example.org/">b</a><script>x</script></p>'
CREDIT = {
    "url": "javascript:alert(1)",
    "author": "Ada <b>",
    "author_url": "data:text/html,x",
    "licence": "CC BY-SA 4.0",
    "licence_url": "https://creativecommons.org/licenses/by-sa/4.0/",
}
CLEAN = CREDIT | {"url": "", "author_url": ""}


def imported_long_ago() -> Post:
    post = make.answer(topic=make.topic(), is_html=True)
    Post.objects.filter(pk=post.pk).update(body=BAD, html=BAD, source=CREDIT, renderer=3)
    return post


def test_posts_and_their_credit(client: Client) -> None:
    post = imported_long_ago()
    assert rerendering.rerender_all() >= 1
    cleaned = Post.objects.get(pk=post.pk)
    assert "javascript:" not in cleaned.html
    assert "<script" not in cleaned.html
    assert 'href="https://example.org/"' in cleaned.html
    assert (cleaned.text, cleaned.source, cleaned.body) == ("a b", CLEAN, BAD)
    page = client.get(post.topic.get_absolute_url()).content.decode()
    assert "javascript:" not in page
    assert "data:text" not in page
    assert rerendering.rerender_all() == 0


def test_comments_and_no_name_of_there_is_a_mention_here() -> None:
    make.member(handle="ada")
    comment = make.comment(post=make.answer(topic=make.topic()))
    body = "[a](javascript:alert(1)) and @ada"
    Comment.objects.filter(pk=comment.pk).update(body=body, html=BAD, source=CREDIT, renderer=3)
    rerendering.rerender_all()
    cleaned = Comment.objects.get(pk=comment.pk)
    assert "href" not in cleaned.html
    assert "@ada" in cleaned.html
    assert cleaned.source == CLEAN


def test_people() -> None:
    good = "https://example.org/users/1"
    bad = make.member(imported_from="example.org", imported_profile_url="javascript:alert(1)")
    bad.__class__.objects.filter(pk=bad.pk).update(bio_html=BAD)
    fine = make.member(imported_from="example.org", imported_profile_url=good)
    ours = make.member()
    ours.__class__.objects.filter(pk=ours.pk).update(bio_html="<p>as it is</p >")
    import_module("members.migrations.0008_clean_imported").clean(apps, None)
    for row in (bad, fine, ours):
        row.refresh_from_db()
    assert "javascript:" not in bad.bio_html
    assert (bad.imported_profile_url, fine.imported_profile_url) == ("", good)
    assert ours.bio_html == "<p>as it is</p >"


@pytest.mark.parametrize("address", ["https://example.org", "HTTP://example.org/a?b#c", "https://[::1]:8000/x"])
def test_an_address_of_the_web_stays(address: str) -> None:
    assert web_only(address) == address


@pytest.mark.parametrize(
    "address",
    [
        "",
        "/here",
        "//example.org",
        "javascript:alert(1)",
        "JavaScript:alert(1)//https://example.org",
        "data:text/html,x",
        "mailto:a@example.org",
        "https:example.org",
        "https://",
        "https:///x",
        "https://\\example.org",
        "https://a b.example",
        " https://example.org",
        "https://example.org\n",
        "java\nscript:alert(1)",
    ],
)
def test_anything_else_leads_nowhere(address: str) -> None:
    assert web_only(address) == ""
