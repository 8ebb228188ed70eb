"""The desk: who waits, who is alone, what is worth a wider room."""

from __future__ import annotations

import json
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.forms import Form
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods

from blog.queries.desk import candidates
from forum.queries.first_answers import how_soon
from masks.models import Reveal
from masks.rules import may_break_glass
from members.models import Member
from members.queries import applicants
from members.rules import NotAllowed
from moderation import rules
from moderation.actions import decisions
from moderation.actions.things import newest_decision
from moderation.forms.casework import NoteForm, PromiseForm
from moderation.forms.deciding import DecisionForm, HideForm, PauseForm, RestrictionForm
from moderation.forms.people import WarningForm
from moderation.models import Decision
from moderation.queries.alarms import standing
from moderation.queries.carried import today_at_the_desk
from moderation.queries.log import lately
from moderation.queries.order import KINDS, Shown
from moderation.queries.queue import Case, case_of
from moderation.queries.reasons import offered
from moderation.queries.rest import rest_of
from moderation.queries.second_lock import second_lock_until
from moderation.queries.suspended import suspended_now
from moderation.queries.waiting import without_reply
from moderation.queries.waits import Waits, spaces_shown, waits_for
from moderation.queries.work import colleagues, notes_on
from moderation.rules import AlreadyDecided
from moderation.views.here import done, here
from moderation.views.loading import load_decision, load_tended
from web.http import is_htmx, member_of, posts_only, signed_in
from web.numbers import in_words

DONE = {
    Decision.Verb.KEEP: _lazy("Kept. Nobody is notified."),
    Decision.Verb.HIDE: _lazy("Hidden. The author gets your reason."),
    Decision.Verb.RELEASE: _lazy("It can be read by everybody now."),
    Decision.Verb.RESTORE: _lazy("Restored. The author is told."),
    Decision.Verb.UPHOLD: _lazy("It stays hidden. The author gets your reason."),
}


@require_GET
@signed_in
def desk(request: HttpRequest) -> HttpResponse:
    viewer = member_of(request)
    rules.may_use_desk(viewer)
    shown = _shown(request)
    waits = waits_for(viewer, shown)
    context = {
        "page": "desk",
        "second_lock_until": second_lock_until(viewer),
        "waits": waits,
        "sentence": need_a_person(_for_them(waits)),
        "shown": shown,
        "spaces": spaces_shown(viewer),
        "kinds": KINDS,
        "rest": rest_of(viewer),
        "today": today_at_the_desk(viewer),
        "offered": offered(Decision.Verb.HIDE),
        "several": any(row.template == "moderation/_case.html" for row in waits),
        "waiting": without_reply(viewer),
        "how_soon": how_soon(),
        "candidates": candidates(viewer),
        "lately": lately(viewer),
        "suspended": len(suspended_now()),
        "approvals": _approvals(viewer),
        "breaks_glass": viewer.is_staff and breaks_glass(viewer),
    }
    return render(request, "moderation/desk.html", context)


def _shown(request: HttpRequest) -> Shown:
    """What the viewer asks to see; whatever is not understood is left out."""
    space, kind = request.GET.get("space", ""), request.GET.get("kind", "")
    return Shown(
        mine=request.GET.get("mine") == "1",
        space=int(space) if space.isascii() and space.isdigit() and len(space) < 19 else None,
        kind=kind if kind in KINDS else "",
    )


def need_a_person(count: int) -> str:
    """ "Four things need a person"."""
    if not count:
        return _("Nothing needs a person now")
    words = ngettext("%(n)s thing needs a person", "%(n)s things need a person", count)
    return capfirst(words % {"n": in_words(count)})


def _for_them(waits: list[Waits]) -> int:
    return sum(not row.is_for_others for row in waits)


def _approvals(viewer: Member) -> int:
    """People who wait for an admin's yes; only admins see that there are any."""
    if not viewer.is_staff:
        return 0
    return len(applicants())


@require_http_methods(["GET", "POST"])
@signed_in
def case(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """One case on a page of its own; POST decides."""
    viewer = member_of(request)
    thing = load_tended(viewer, kind, pk)
    if request.method == "GET":
        return _case_page(request, case_of(viewer, thing))
    form = DecisionForm(request.POST)
    if not form.is_valid():
        return _case_page(request, case_of(viewer, thing), error=_("Please choose once more."), status=422)
    given = form.cleaned_data
    found = case_of(viewer, thing)
    if found.is_danger and not given["anyway"] and rest_of(viewer, found.topic.space).is_due:
        words = _("You have read several hard ones. Somebody else can take this.")
        return _case_page(request, found, error=words, status=422)
    try:
        verb = Decision.Verb(given["verb"])
        reason, seen, saves = given["reason"], given["seen"] or 0, given["saves"] or 0
        made = decisions.decide(moderator=viewer, thing=thing, verb=verb, reason=reason, seen=seen, saves=saves)
    except AlreadyDecided as refusal:
        if not is_htmx(request):
            raise
        return render(request, "moderation/_taken.html", {"sentence": str(refusal)}, status=409)
    except NotAllowed as refusal:
        return _case_page(request, case_of(viewer, thing), error=str(refusal), status=422)
    return _decided(request, made)


def _case_page(request: HttpRequest, case: Case, error: str = "", status: int = 200) -> HttpResponse:
    name = "moderation/_case.html" if is_htmx(request) and error else "moderation/case.html"
    viewer = member_of(request)
    context = {
        "case": case,
        "error": error,
        "current": True,
        "page": "desk",
        "rest": rest_of(viewer, case.topic.space),
        "anyway": request.GET.get("anyway") == "1" or request.POST.get("anyway") == "on",
        "standing": standing(viewer, case.thing) if case.alarmed else None,
        "offered": offered(Decision.Verb.HIDE),
        "notes": notes_on(case.thing),
        "breakable": case.thing.is_masked and breaks_glass(viewer),
        "people": _others(viewer, case),
        "note_form": NoteForm(),
        "promise_form": PromiseForm(),
    }
    return render(request, name, context, status=status)


def breaks_glass(viewer: Member) -> bool:
    """Is there such a thing here, and for them?"""
    try:
        may_break_glass(viewer)
    except (NotAllowed, Reveal.DoesNotExist):
        return False
    return True


def _others(viewer: Member, case: Case) -> QuerySet[Member]:
    """Who else could take it; whoever wrote it under their name could not."""
    return colleagues(viewer, case.topic.space).exclude(pk=case.thing.member_id or 0)


def _decided(request: HttpRequest, decision: Decision) -> HttpResponse:
    words = str(DONE[Decision.Verb(decision.verb)])
    if not is_htmx(request):
        messages.success(request, words)
        return HttpResponseRedirect(reverse("moderation:desk"), status=303)
    left = _for_them(waits_for(member_of(request)))
    if not left:
        messages.success(request, words)
        return HttpResponse(headers={"HX-Refresh": "true"})
    answer = render(request, "moderation/_desk_title.html", {"sentence": need_a_person(left), "swap": True})
    toast: dict[str, Any] = {"text": words, "undo": reverse("moderation:undo", args=[decision.pk])}
    answer["HX-Trigger"] = json.dumps({"toast": toast, "desk-decided": {}})
    return answer


@posts_only
@signed_in
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    viewer = member_of(request)
    decision = load_decision(pk)
    rules.may_use_desk(viewer)
    decisions.undo(moderator=viewer, decision=decision)
    return done(request, _("Taken back. It is as it was before."))


@require_http_methods(["GET", "POST"])
@signed_in
def crisis(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """Pauses what we suggest by mail to the author for two weeks."""
    return _with_reason(request, kind, pk, decisions.pause_messages, "moderation/crisis.html", PauseForm)


@require_http_methods(["GET", "POST"])
@signed_in
def restriction(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """Closes the topic to the mask that wrote this."""
    return _with_reason(request, kind, pk, decisions.restrict, "moderation/restriction.html", RestrictionForm)


@require_http_methods(["GET", "POST"])
@signed_in
def warning(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """A word to whoever wrote this."""
    return _with_reason(request, kind, pk, decisions.warn, "moderation/warning.html", WarningForm)


@require_http_methods(["GET", "POST"])
@signed_in
def hiding(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """Hides a post or comment from where it stands, with a ready reason or one's own."""

    def hide(*, seen: int | None, **given: Any) -> Decision:
        return decisions.decide(verb=Decision.Verb.HIDE, seen=seen or 0, **given)

    return _with_reason(request, kind, pk, hide, "moderation/hiding.html", HideForm)


def _with_reason(
    request: HttpRequest, kind: str, pk: int, action: Any, template: str, form_class: type[Form]
) -> HttpResponse:
    viewer = member_of(request)
    thing = load_tended(viewer, kind, pk)
    newest = newest_decision(thing)
    form = form_class(request.POST or None, initial={"seen": newest.pk if newest else 0})
    if request.method == "POST" and form.is_valid():
        given = {name: value for name, value in form.cleaned_data.items() if name in ("reason", "seen")}
        made = action(moderator=viewer, thing=thing, **given)
        return done(request, _("Done, and written down."), undo=made, anchor=f"{kind[0]}{thing.pk}")
    status = 422 if form.is_bound else 200
    context = {"form": form, "thing": thing, "kind": kind, "page": "desk", "next": here(request), kind: thing}
    return render(request, template, context, status=status)
