"""For admins: how the installation is. For everybody else these pages do not exist."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from hosting.actions import deliveries as acts_on
from hosting.queries import acts as acts_of
from hosting.queries import charts, page, queues
from hosting.queries.wrong import wrong
from web.http import admins_only, member_of, posts_only, see_other


@never_cache
@admins_only
@require_http_methods(["GET", "HEAD"])
def operations(request: HttpRequest) -> HttpResponse:
    facts = page.facts()
    context = {
        "facts": facts,
        "troubles": wrong(facts),
        "charts": charts.charts(facts.now),
        "acts": acts_of.lately(),
    }
    return render(request, "hosting/operations.html", context)


@never_cache
@admins_only
@require_http_methods(["GET", "HEAD"])
def acts(request: HttpRequest) -> HttpResponse:
    lines, found = acts_of.lines(at=request.GET.get("at", ""))
    return render(request, "hosting/acts.html", {"lines": lines} | found.links())


@never_cache
@admins_only
@require_http_methods(["GET", "HEAD"])
def deliveries(request: HttpRequest) -> HttpResponse:
    """What was given up, by kind; of one kind (`?of=`) each."""
    handler = request.GET.get("of", "")
    groups = queues.dead()
    chosen = next((group for group in groups if group.handler == handler), None)
    context = {"groups": groups, "chosen": chosen, "rows": queues.dead_of(handler) if chosen else []}
    return render(request, "hosting/deliveries.html", context)


@posts_only
@admins_only
def revive(request: HttpRequest, handler: str) -> HttpResponse:
    """One (`event`), or all of a kind."""
    event_id = _event(request.POST)
    count = acts_on.revive(by=member_of(request), handler=handler, event_id=event_id)
    words = ngettext(
        "%(count)d is tried again within the minute.", "%(count)d are tried again within the minute.", count
    )
    return _done(request, words, count)


@never_cache
@admins_only
@require_http_methods(["GET", "HEAD", "POST"])
def drop(request: HttpRequest, handler: str) -> HttpResponse:
    """Asks first: what should have followed never will."""
    if request.method == "POST":
        count = acts_on.drop(by=member_of(request), handler=handler, event_id=_event(request.POST))
        return _done(request, ngettext("%(count)d was let go.", "%(count)d were let go.", count), count)
    group = next((group for group in queues.dead() if group.handler == handler), None)
    if group is None:
        raise Http404
    return render(request, "hosting/drop.html", {"group": group, "event_id": _event(request.GET)})


def _event(asked: QueryDict) -> int | None:
    """The number of one, or all of the kind."""
    number = asked.get("event", "")
    if not number:
        return None
    if not (number.isascii() and number.isdigit() and len(number) < 19):
        raise Http404
    return int(number)


def _done(request: HttpRequest, words: str, count: int) -> HttpResponse:
    """Where somebody else was quicker, nothing was there any more."""
    said = words % {"count": count} if count else _("It was not there any more.")
    return see_other(request, reverse("hosting:deliveries"), said)
