"""What a member wants to hear of a topic, a tag or a space: the choice, and all of one's own choices."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from forum import actions, rules
from forum.actions.hearing import About
from forum.forms import LevelForm
from forum.models import Topic
from forum.models.levels import ELSEWHERE, IN_A_TOPIC, USUAL, Level
from forum.queries import hearing, keyset, levels
from members.models import Member
from notices.actions.reading import read_topic
from web.http import is_htmx, member_of, or_404, see_other, signed_in

MOST_TO_UNDO = 40  # letters of what an undo says


@signed_in
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def choose(request: HttpRequest, kind: str, id: int) -> HttpResponse:
    """The four choices in words, and "as everywhere". With `back` it comes from the list of all of one's own."""
    if kind not in hearing.KINDS:
        raise Http404
    member = member_of(request)
    form = LevelForm(request.POST if request.method == "POST" else None)
    if form.is_valid() and "back" in request.POST:
        return _changed_in_list(request, member, kind, id, form.chosen)
    about = or_404(hearing.load, member, kind, id)
    if form.is_valid():
        return _chosen(request, member, about, kind, form.chosen)
    rules.may_choose_level(member, about)
    return render(request, "forum/hear.html", _shown(member, about, kind), status=422 if form.errors else 200)


def _shown(member: Member, about: About, kind: str) -> dict[str, Any]:
    in_topic = isinstance(about, Topic)
    words = IN_A_TOPIC if in_topic else ELSEWHERE
    return {
        "about": about,
        "kind": kind,
        "own": hearing.own_level(member, kind, about.pk),
        "usual": levels.without_own(member, about).label if isinstance(about, Topic) else USUAL.label,
        "in_topic": in_topic,
        "choices": [(level, words[level]) for level in reversed(Level)],
    }


def _chosen(request: HttpRequest, member: Member, about: About, kind: str, level: Level | None) -> HttpResponse:
    _set(member, kind, about, level)
    said = (
        _("Saved. You hear of it as everywhere.") if level is None else _("Saved: %(level)s.") % {"level": level.label}
    )
    return see_other(request, about.get_absolute_url(), said)


def _set(member: Member, kind: str, about: About, level: Level | None) -> None:
    if level is None:
        actions.forget_level(actor=member, **{kind: about})
        return
    actions.choose_level(actor=member, about=about, level=level)
    if level is Level.MUTED and isinstance(about, Topic):
        read_topic(member=member, topic=about)  # what waits under the bell is no longer wanted


def _changed_in_list(request: HttpRequest, member: Member, kind: str, id: int, level: Level | None) -> HttpResponse:
    """Taken back, or put back as it was. What they cannot see any more can be taken back as well."""
    before = hearing.own_level(member, kind, id)
    if level is None:
        actions.forget_level(actor=member, **{kind: id})
    else:
        _set(member, kind, or_404(hearing.load, member, kind, id), level)
    if not is_htmx(request):
        was = f"?was={kind}-{id}-{int(before)}" if level is None and before is not None else ""
        return see_other(request, reverse("forum:hearing") + was)
    row = {"kind": kind, "id": id, "level": before if level is None else level}
    return render(request, "forum/_hearing_changed.html", {"row": row, "gone": level is None})


@signed_in
@never_cache
@require_safe
def own(request: HttpRequest) -> HttpResponse:
    """Everything that the member chose, and what they follow because they wrote there."""
    page = hearing.own(member_of(request), request.GET.get(keyset.NAME, ""))
    context = {"found": page, **page.links(), "was": _was(request), "page": "settings"}
    return render(request, "forum/hearing.html", context)


def _was(request: HttpRequest) -> dict[str, Any] | None:
    """What was just taken back, without the script: it can be put back."""
    kind, _dash, rest = request.GET.get("was", "")[:MOST_TO_UNDO].partition("-")
    id, _dash, level = rest.partition("-")
    if kind not in hearing.KINDS or not (id.isascii() and id.isdigit()) or level not in map(str, Level.values):
        return None
    return {"kind": kind, "id": int(id), "level": Level(int(level))}
