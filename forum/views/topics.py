"""The topic page, and what belongs to a whole topic."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from community import pages
from forum import actions, rules
from forum.forms import AnswerForm
from forum.models import Topic
from forum.queries import drafts
from forum.queries.topic import NoSuchPage, TopicPage, topic_page
from forum.views import company
from forum.views.common import QUICK_EXIT_URL, author_of, back, careful, found, is_indexed, signed_in
from forum.views.part import TopicPart


@require_safe
@pages.kept("page", "post", part=TopicPart())
def topic(request: HttpRequest, id: int, slug: str) -> HttpResponse:
    """One page of a topic; `?page=2`, or `?post=7` for the page on which that post stands."""
    viewer = rules.reader(request.user)
    page = load(request, id)
    if slug != (page.topic.slug or "-"):
        query = f"?{request.GET.urlencode()}" if request.GET else ""
        return redirect(page.topic.get_absolute_url() + query, permanent=True)
    context = page_context(page) | company.beside(page, just_marked="helped" in request.GET)
    pages.shows(request, topics=[page.topic.pk, *(other.pk for other in context.get("similar", []))])
    posts = tuple(post.pk for post in page.posts)
    pages.shows(request, spaces=[page.topic.space_id], about=(page.topic.pk, posts))
    if viewer is not None and page.can_be_answered:
        context |= answer_form(page)
    return careful(render(request, "forum/topic.html", context), page.topic.space)


def load(request: HttpRequest, id: int) -> TopicPage:
    """The page that the address asks for. Raises Http404."""
    try:
        number, post_id = _number(request, "page", 1), _number(request, "post", 0)
        return found(topic_page, viewer=request.user, topic_id=id, number=number, post_id=post_id)
    except NoSuchPage:
        raise Http404 from None


def _number(request: HttpRequest, name: str, default: int) -> int:
    """A number of the address. Raises Http404 for what is none."""
    typed = request.GET.get(name, str(default))
    if not (typed.isascii() and typed.isdigit() and len(typed) < 19):
        raise Http404
    return int(typed)


def page_context(page: TopicPage) -> dict[str, Any]:
    """What the templates of a topic and of its parts need."""
    company.join(page)
    topic = page.topic
    return {
        "page": "spaces",
        "topic": topic,
        "shown": page,
        "is_indexed": is_indexed(topic),
        "canonical": settings.SITE_URL + _address(topic, page.number),
        "quick_exit_url": QUICK_EXIT_URL if topic.space.is_sensitive else "",
        "newer": _address(topic, page.number - 1) if page.number > 1 else "",
        "older": _address(topic, page.number + 1) if page.number < page.pages else "",
    }


def _address(topic: Topic, number: int) -> str:
    return topic.get_absolute_url() + (f"?page={number}" if number > 1 else "")


def answer_form(page: TopicPage) -> dict[str, Any]:
    """The composer below a topic, filled with the viewer's draft."""
    assert page.viewer is not None
    draft = drafts.draft(page.viewer, f"topic:{page.topic.pk}")
    # Whoever speaks here behind a mask goes on doing so unless they choose otherwise.
    masked = draft.masked if draft else page.mask is not None and not page.mask.muted
    form = AnswerForm(initial={"body": draft.body if draft else ""}, masked=masked)
    return {"form": form, "draft": draft}


@signed_in
def mask_removal(request: HttpRequest, id: int) -> HttpResponse:
    """Taking one's own mask off in this topic: a page that says what it means, and the deed."""
    member = author_of(request)
    topic = found(rules.load_topic, member, id)
    if request.method == "POST":
        actions.take_mask_off(actor=member, topic=topic)
        return back(request, topic.get_absolute_url(), _("Your name stands beside your words here now."))
    rules.may_take_mask_off(member, topic)
    context = {"topic": topic, "mask": rules.worn(member, topic), "page": "spaces"}
    response = render(request, "forum/mask_removal.html", context)
    response["Cache-Control"] = "no-store"
    return response
