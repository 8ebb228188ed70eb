"""The topic page, and what belongs to a whole topic."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from forum import actions, rules
from forum.forms import AnswerForm
from forum.models import Post
from forum.queries import drafts
from forum.queries.closing import closed
from forum.queries.first_answers import how_soon
from forum.queries.moved import now_at
from forum.queries.topic import PAGE_SIZE, NoSuchPage, TopicPage, page_of_post, some_posts, topic_page
from forum.quoting import IN_A_POST, after, quotation
from forum.templatetags import around
from forum.views import other_apps
from forum.views.common import QUICK_EXIT_URL, no_store_if_sensitive
from forum.views.reader_facts import TopicReaderFacts
from members.queries import languages
from web import pagecache
from web.http import member_of, numbers_in, or_404, see_other, signed_in
from writing.pictures import first_shown


def address(request: HttpRequest, id: int, slug: str) -> str:
    """The one address of the page that is asked for, "" where there is none."""
    try:
        number, post_id = _asked(request)
        number = page_of_post(id, post_id) if post_id else number
    except (Http404, NoSuchPage):
        return ""
    if "quote" in request.GET and request.user.is_authenticated:
        return ""  # their own words to be are in it
    return _numbered(reverse("forum:topic", args=[id, slug]), number)


@require_safe
@pagecache.cached(address, TopicReaderFacts())
def topic(request: HttpRequest, id: int, slug: str) -> HttpResponse:
    """One page of a topic; `?page=2`, `?post=7` for the page on which that post stands, or `?quote=7` for members, who
    find it quoted in the box.
    """
    viewer = rules.reader(request.user)
    try:
        page = load(request, id)
    except Http404:
        return _led_on(request, id)
    if slug != (page.topic.slug or "-"):
        query = f"?{request.GET.urlencode()}" if request.GET else ""
        # Not for ever: a browser that keeps it would go in circles once the title is changed back.
        moved = redirect(page.topic.get_absolute_url() + query)
        moved["Cache-Control"] = "no-store"
        return moved
    context = page_context(page) | other_apps.beside(page, just_marked="helped" in request.GET)
    context |= _card(page)
    page.mark_gaps()
    context["closed"] = why = closed(page.topic, viewer)
    shown = [page.topic.pk, *(other.pk for other in [*context.get("similar", []), *(why.topics if why else [])])]
    subjects = (page.topic.pk, tuple(post.pk for post in page.posts))
    pagecache.depends_on(request, topics=shown, spaces=[page.topic.space_id], subjects=subjects)
    if viewer is not None and page.can_be_answered:
        context |= answer_form(page, quoted=_number(request, "quote", 0))
    return no_store_if_sensitive(_drawn(request, page, context), page.topic.space)


def _card(page: TopicPage) -> dict[str, Any]:
    """What other places show of it to whoever is given its address."""
    public = rules.has_card(page.topic)
    return {"has_card": public, "card_picture": first_shown(page.opening.post.html) if public else None}


def _led_on(request: HttpRequest, id: int) -> HttpResponse:
    """To where it is now that a moderator has moved it. Raises Http404 where there is no such place for them."""
    where = now_at(request.user, topic_id=id, post_id=_asked(request)[1])
    if not where:
        raise Http404
    response = redirect(where)
    response["Cache-Control"] = "no-store"  # it may be put back
    return response


def _drawn(request: HttpRequest, page: TopicPage, context: dict[str, Any]) -> HttpResponse:
    if around.is_alike_for_all(page, context, request):
        return HttpResponse(around.drawn(page, context))
    return render(request, "forum/topic.html", context)


@signed_in
@require_safe
def newer(request: HttpRequest, id: int) -> HttpResponse:
    """Posts that appeared while the topic was open in a page, `?posts=7,8`: to stand below those that are there."""
    ids = numbers_in(request, "posts", most=PAGE_SIZE)
    page = or_404(some_posts, viewer=request.user, topic_id=id, post_ids=ids)
    response = render(request, "forum/_newer.html", page_context(page))
    response["Cache-Control"] = "no-store"
    return response


def load(request: HttpRequest, id: int) -> TopicPage:
    """The page that the address asks for. Raises Http404."""
    try:
        number, post_id = _asked(request)
        page = or_404(topic_page, viewer=request.user, topic_id=id, number=number, post_id=post_id)
        row = getattr(request, "community", None)
        page.topic.tongue = page.topic.lang or (languages.of_community(row) if row else "")
        return page
    except NoSuchPage:
        raise Http404 from None


def _asked(request: HttpRequest) -> tuple[int, int]:
    """The number of a page, and the post whose page is looked for (0: none). Raises Http404."""
    return _number(request, "page", 1), _number(request, "post", 0) or _number(request, "quote", 0)


def _number(request: HttpRequest, name: str, default: int) -> int:
    """A number of the address. Raises Http404 for what is none."""
    typed = request.GET.get(name, str(default))
    if not (typed.isascii() and typed.isdigit() and len(typed) < 19):
        raise Http404
    return int(typed)


def page_context(page: TopicPage) -> dict[str, Any]:
    """What the templates of a topic and of its parts need."""
    other_apps.join(page)
    topic = page.topic
    return {
        "page": "spaces",
        "topic": topic,
        "shown": page,
        "is_indexed": rules.is_indexed(topic),
        "quick_exit_url": QUICK_EXIT_URL if topic.space.is_sensitive else "",
        "canonical": settings.SITE_URL + _numbered(topic.get_absolute_url(), page.number),
        "newer": _numbered(topic.get_absolute_url(), page.number - 1) if page.number > 1 else "",
        "older": _numbered(topic.get_absolute_url(), page.number + 1) if page.number < page.pages else "",
    }


def _numbered(path: str, number: int) -> str:
    return f"{path}?page={number}" if number > 1 else path


def answer_form(page: TopicPage, *, quoted: int = 0) -> dict[str, Any]:
    """The composer below a topic, filled with the viewer's draft, and with one of the page's posts quoted."""
    assert page.viewer is not None
    draft = drafts.draft(page.viewer, f"topic:{page.topic.pk}")
    # Whoever speaks here behind a mask goes on doing so unless they choose otherwise.
    masked = draft.masked if draft else page.mask is not None and not page.mask.muted
    body, quotation = draft.body if draft else "", _quotation(page, quoted)
    form = AnswerForm(initial={"body": after(body, quotation) if quotation else body}, masked=masked)
    asked = page.is_asker and page.topic.is_question and not page.topic.answer_count
    told: dict[str, Any] = {"how_soon": how_soon(), "so_far": other_apps.asked_about(page)} if asked else {}
    told["on_it"] = other_apps.on_it(page)
    return {"form": form, "draft": draft, "quoted": bool(quotation)} | told


def _quotation(page: TopicPage, post_id: int) -> str:
    """ "" for a post that is not on the page, or not to be read."""
    if not any(row.post.pk == post_id and not row.gone for row in page.rows):
        return ""
    return quotation(Post.objects.select_related("member", "mask").get(pk=post_id), most=IN_A_POST)


@signed_in
def mask_removal(request: HttpRequest, id: int) -> HttpResponse:
    """Taking one's own mask off in this topic: a page that says what it means, and the deed."""
    member = member_of(request)
    topic = or_404(rules.load_topic, member, id)
    if request.method == "POST":
        actions.take_mask_off(actor=member, topic=topic)
        return see_other(request, topic.get_absolute_url(), _("Your name stands beside your words here now."))
    rules.may_take_mask_off(member, topic)
    context = {"topic": topic, "mask": rules.worn(member, topic), "page": "spaces"}
    response = render(request, "forum/mask_removal.html", context)
    response["Cache-Control"] = "no-store"
    return response
