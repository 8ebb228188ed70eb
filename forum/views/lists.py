"""Lists of topics: latest, unanswered, followed, by space and tag; a member's own posts and saved ones."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers

from forum import rules
from forum.models import Space, Tag, Topic
from forum.queries import keyset, lists, spaces, tongues
from forum.queries.first_answers import how_soon
from forum.queries.tongues import ALL, Tongues
from forum.views import empty_states
from forum.views.common import no_store_if_sensitive
from forum.views.reader_facts import ListReaderFacts
from web import http, pagecache
from web.templatetags.ui import address as address_of

# Seconds for which a visitor's page may lag behind what no row proves: a term that ran out, a tag's spelling.
FEW_MINUTES = 300


def cursor(request: HttpRequest) -> str:
    return request.GET.get(keyset.NAME, "")


def address(request: HttpRequest, **_names: str) -> str:
    """The one address of the page of a list that is asked for."""
    at = keyset.Cursor.read(cursor(request))
    place = f"{keyset.NAME}={at}" if at else ""
    query = "&".join(filter(None, (tongues_of(request).query if tongues.NAME in request.GET else "", place)))
    return f"{request.path}?{query}" if query else request.path


def tongues_of(request: HttpRequest) -> Tongues:
    """The languages in which the topics of a list shall be written."""
    return tongues.read(request.GET.getlist(tongues.NAME), request.user)


def wants_part(request: HttpRequest) -> bool:
    """Only the list: htmx swaps it. Going back in the history asks for the whole page."""
    return bool(request.htmx) and not request.htmx.history_restore_request  # type: ignore[attr-defined]


def tabs(request: HttpRequest, chosen: Tongues = ALL) -> list[dict[str, Any]]:
    """The ways through all topics; a visitor has no home and follows nothing. The languages chosen stay chosen."""
    entries = [
        ("home", _("For you"), True),
        ("forum:latest", _("Latest"), False),
        ("forum:unanswered", _("Unanswered"), False),
        ("forum:following", _("Following"), True),
    ]
    shown = [entry for entry in entries if request.user.is_authenticated or not entry[2]]
    places = [(address_of(name), label, name != "home") for name, label, _members in shown]
    kept = f"?{chosen.query}" if chosen.query else ""
    return [
        {"href": f"{href}{kept}" if swaps else href, "label": label, "current": href == request.path, "swaps": swaps}
        for href, label, swaps in places
    ]


def ids(rows: list[Any], field: str = "pk") -> list[int]:
    return [getattr(row, field) for row in rows if hasattr(row, field)]


def _numbered(about: Space | Tag | None) -> tuple[str, int]:
    return (str(about._meta.model_name), about.pk) if about is not None else ("", 0)


def show(request: HttpRequest, found: keyset.Page[Any], chosen: Tongues = ALL, /, **context: Any) -> HttpResponse:
    """A list as a page, or alone for htmx."""
    for asked in found.asked:
        pagecache.depends_on(
            request,
            topics=ids(found.rows),
            spaces=ids(found.rows, "space_id"),
            listed=asked,
            subjects=(
                _numbered(context.get("heard_about")),
                tuple((row.pk, row.get_absolute_url(), row.title) for row in found.rows if isinstance(row, Topic)),
            ),
        )
    if chosen.written:  # no row proves in which languages there are topics
        pagecache.depends_on(request, seconds=FEW_MINUTES)
    if chosen.chosen:
        context["empty"] = empty_states.nothing_in(chosen.names, request.path)
    context |= {
        "found": found,
        "tongues": chosen,
        "path": request.path,
        **found.links(chosen.query),
        "page": context.get("page", "home"),
        "part": wants_part(request),
    }
    context.setdefault("tabs", tabs(request, chosen))
    template = context.pop("template", "forum/list.html")
    return render(request, "forum/_list.html" if context["part"] else template, context)


@require_safe
@vary_on_headers("HX-Request")
@pagecache.cached(address, ListReaderFacts())
def latest(request: HttpRequest) -> HttpResponse:
    chosen = tongues_of(request)
    found = lists.latest(request.user, cursor(request), chosen)
    context = {"heading": _("Latest"), "empty": empty_states.NOTHING_YET, "feed": address_of("forum:feed")}
    return show(request, found, chosen, **context)


@require_safe
@vary_on_headers("HX-Request")
@pagecache.cached(address, ListReaderFacts())
def unanswered(request: HttpRequest) -> HttpResponse:
    chosen = tongues_of(request)
    found = lists.unanswered(request.user, cursor(request), chosen)
    context = {"heading": _("Unanswered"), "intro": empty_states.UNANSWERED, "empty": empty_states.ALL_ANSWERED}
    return show(request, found, chosen, **context)


@login_required
@require_safe
@vary_on_headers("HX-Request")
def following(request: HttpRequest) -> HttpResponse:
    chosen = tongues_of(request)
    found = lists.following(request.user, cursor(request), chosen)
    return show(
        request,
        found,
        chosen,
        heading=_("Following"),
        empty=empty_states.FOLLOWING_NOTHING,
        all_read="" if chosen.chosen else request.GET.get("marked", "-"),  # it marks those in all languages
    )


@require_safe
@vary_on_headers("HX-Request")
@pagecache.cached(address, ListReaderFacts())
def space(request: HttpRequest, slug: str) -> HttpResponse:
    try:
        found_space = spaces.load(rules.reader(request.user), slug)
    except Space.DoesNotExist as error:
        raise Http404 from error
    chosen = tongues_of(request)
    found = lists.in_space(request.user, found_space, cursor(request), chosen)
    pagecache.depends_on(request, spaces=[found_space.pk], listed=spaces.appointed(found_space), seconds=FEW_MINUTES)
    context = {
        "heading": found_space.title,
        "space": found_space,
        "heard_about": found_space,
        "tabs": [],
        "page": "spaces",
    }
    response = show(request, found, chosen, empty=empty_states.NOTHING_YET, template="forum/space.html", **context)
    return no_store_if_sensitive(response, found_space)


@require_safe
def all_spaces(request: HttpRequest) -> HttpResponse:
    found = spaces.with_tenders(rules.reader(request.user))
    return render(request, "forum/spaces.html", {"spaces": found, "page": "spaces"})


@require_safe
@vary_on_headers("HX-Request")
@pagecache.cached(address, ListReaderFacts())
def tag(request: HttpRequest, slug: str) -> HttpResponse:
    chosen = tongues_of(request)
    try:
        found_tag, found = lists.tagged(request.user, slug, cursor(request), chosen)
    except Tag.DoesNotExist:
        return redirect(http.or_404(lists.tag_once_at, request.user, slug))
    pagecache.depends_on(request, seconds=FEW_MINUTES)
    context = {"heading": found_tag.name, "tag": found_tag, "heard_about": found_tag, "tabs": [], "page": "spaces"}
    context["feed"] = f"{found_tag.get_absolute_url()}feed/"
    return show(request, found, chosen, empty=empty_states.NOTHING_YET, **context)


@login_required
@never_cache
@require_safe
@vary_on_headers("HX-Request")
def own(request: HttpRequest) -> HttpResponse:
    """Shows which masks are one's own, so it is kept nowhere."""
    found = lists.own(request.user, cursor(request))
    context = {"heading": _("What you wrote"), "intro": empty_states.OWN, "tabs": [], "rows": "forum/_own_rows.html"}
    return show(request, found, empty=empty_states.WROTE_NOTHING, **context)


@login_required
@never_cache
@require_safe
@vary_on_headers("HX-Request")
def own_questions(request: HttpRequest) -> HttpResponse:
    """As `own`, but only what one asked: the way back to a question, whatever name stands on it."""
    found = lists.own_questions(request.user, cursor(request))
    waits = any(post.topic.waits_for_answer for post in found.rows)
    context = {
        "heading": _("Your questions"),
        "intro": empty_states.OWN,
        "how_soon": how_soon() if waits else "",
        "tabs": [],
        "rows": "forum/_own_rows.html",
    }
    return show(request, found, empty=empty_states.ASKED_NOTHING, **context)


@login_required
@never_cache
@require_safe
@vary_on_headers("HX-Request")
def saved(request: HttpRequest) -> HttpResponse:
    found = lists.saved(request.user, cursor(request))
    context = {"heading": _("Saved"), "intro": empty_states.SAVED, "tabs": [], "rows": "forum/_saved_rows.html"}
    return show(request, found, empty=empty_states.SAVED_NOTHING, **context)
