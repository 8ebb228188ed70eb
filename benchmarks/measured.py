"""The page that is measured, and the reader who is signed in."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.utils import timezone

from forum.models import Comment, Post, Space, Status, Topic
from members.models import Community, Member

ANSWERS = 20
COMMENTS = 10
TITLE = "Which sources may a question ask for, and how many of them?"


def topic() -> Topic:
    """A question with twenty answers and ten comments, of as many people, in the words of the imported ones."""
    Community.objects.update_or_create(pk=1, defaults={"name": "The Kitchen Table", "set_up_at": timezone.now()})
    found = Topic.objects.filter(title=TITLE).first()
    if found is not None:
        return found
    posts = list(Post.objects.filter(status=Status.VISIBLE, position__gt=0).order_by("id")[: ANSWERS + 1])
    comments = list(Comment.objects.order_by("id")[:COMMENTS])
    space = Space.objects.filter(visibility=Space.Visibility.PUBLIC).first()
    made = Topic.objects.create(
        space=space,
        title=TITLE,
        slug="which-sources",
        member=posts[0].member,
        audience=Topic.Audience.EVERYONE,
        next_position=ANSWERS + 1,
        answer_count=ANSWERS,
        excerpt=posts[0].text[:200],
    )
    for position, post in enumerate(posts):
        copy = Post.objects.create(
            topic=made,
            position=position,
            member=post.member,
            body=post.body,
            is_html=post.is_html,
            html=post.html,
            text=post.text,
            comment_count=1 if position < len(comments) else 0,
        )
        if position < len(comments):
            Comment.objects.create(
                post=copy, member=comments[position].member, body=comments[position].body, html=comments[position].html
            )
    return made


def reader() -> Member:
    member, _ = Member.objects.get_or_create(
        handle="bench", defaults={"display_name": "Ines Calder", "approved_at": timezone.now(), "stage": "member"}
    )
    return member


def session_cookie(member: Member) -> str:
    """The cookies of somebody who has signed in."""
    session = SessionStore()
    session[SESSION_KEY] = str(member.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = member.get_session_auth_hash()
    session.create()
    return f"{settings.SESSION_COOKIE_NAME}={session.session_key}; {settings.CSRF_COOKIE_NAME}={'b' * 32}"
