"""The posts of a topic page, and the comments under each."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import template
from django.template.context import Context
from django.template.loader import get_template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from forum.models import Status
from forum.queries.topic import CommentRow, PostRow, TopicPage
from forum.templatetags import shapes
from forum.templatetags.pieces import PLACES, StandIn
from web.templatetags.ui import says_how_long_ago

register = template.Library()

# How long nothing was written between two posts, in words.
GAP = '<p class="line-between soft small" role="separator"><span>{}</span></p>'


@register.simple_tag(takes_context=True)
def posts(context: Context, rows: Sequence[PostRow | SafeString]) -> SafeString:
    """`rows` as `forum/_post.html` draws them; those that look alike to all from its pieces."""
    return mark_safe("".join(_post(context, row) for row in rows))  # noqa: S308  each part is a rendered template


@register.simple_tag(takes_context=True)
def post(context: Context, row: PostRow | SafeString) -> SafeString:
    """One of them."""
    return posts(context, [row])


def _post(context: Context, row: PostRow | SafeString) -> str:
    if isinstance(row, SafeString):  # a place in the page of around.py
        return row
    return (format_html(GAP, row.gap) if row.gap else "") + _alone(context, row)


def _alone(context: Context, row: PostRow) -> str:
    page: TopicPage = context["shown"]
    if shapes.is_alike_for_all(row, page):
        # To look at the token is to make one, and a cookie with it.
        token = str(context.get("csrf_token", "")) if page.viewer is not None else ""
        return shapes.post(row, page, token, says_how_long_ago(context))
    return _drawn(context, "forum/_post.html", row=row)


@register.simple_tag(takes_context=True)
def comments(context: Context, row: PostRow | StandIn) -> SafeString:
    """The comments under a post as `forum/_comment.html` draws them; those that look alike to all from its pieces."""
    if isinstance(row, StandIn):
        return PLACES["comments"] if row.comments else mark_safe("")
    return mark_safe("".join(_comment(context, line) for line in row.comments))  # noqa: S308


def _comment(context: Context, line: CommentRow) -> str:
    if context["shown"].tends or line.own or line.folded or line.comment.status != Status.VISIBLE:
        return _drawn(context, "forum/_comment.html", line=line)
    return shapes.comment(line, context["shown"], says_how_long_ago(context))


def _drawn(context: Context, name: str, **more: Any) -> str:
    with context.push(**more):
        return str(get_template(name).template.render(context))


@register.simple_tag(takes_context=True)
def itemprop(context: Context, name: str) -> SafeString:
    """What an element is to search engines, on a page that `is_described`; of what a mask wrote nothing."""
    row = context.get("row")
    is_described = context["shown"].is_described and not (row and row.post.is_masked)
    return format_html('itemprop="{}"', name) if is_described else SafeString()
