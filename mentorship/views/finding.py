"""Finding somebody to walk with, asking them, and their answer."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from members.models import Goal, Member
from members.queries import path
from members.rules import NotAllowed
from mentorship import queries, rules
from mentorship.actions import requests
from mentorship.actions import weekly as draws
from mentorship.forms import AskForm, DeclineForm
from mentorship.models import Mentor, Request
from mentorship.queries import weekly
from mentorship.views.tabs import tabs
from web.http import member_of, or_404, posting, see_other, signed_in
from web.refusal import why_not


@never_cache
@require_safe
@signed_in
def home(request: HttpRequest) -> HttpResponse:
    member = member_of(request)
    goals = [goal for goal in path.goals_of(member, member) if goal.is_open]
    wanted = request.GET.get("goal", "")
    goal = next((goal for goal in goals if str(goal.pk) == wanted), goals[0] if goals else None)
    return _home(request, member, goal, goals=goals)


def _home(request: HttpRequest, member: Member, goal: Goal | None, status: int = 200, **more: Any) -> HttpResponse:
    waits = queries.my_open_request(member)
    walks = queries.my_pairs(member, as_mentor=False)
    free = goal is not None and waits is None and goal.journey_id not in {row.pair.journey_id for row in walks}
    context = _as_mentor(member) | {
        "goal": goal,
        "waits": waits,
        "walks": walks,
        "last_answer": queries.last_answer(member) if free else None,
        "suggestions": queries.suggestions(member, goal) if goal and free else [],
        "peers": queries.peers(member, goal) if goal else [],
        "weekly": weekly.wish_of(member, goal.journey_id) if goal and free else None,
        "may_wish": free,
        "monday": weekly.next_draw(),
        "tabs": tabs(request, member),
        "page": "mentoring",
    }
    return render(request, "mentorship/home.html", context | more, status=status)


def _as_mentor(member: Member) -> dict[str, Any]:
    """Who asks a mentor and whom they walk with: the page begins with it. Nothing is asked for others."""
    mentor = queries.mentor_of(member) if member.stage == Member.Stage.MENTOR else None
    if mentor is None:
        return {}
    return {"mentor": mentor, "asked": queries.asked_of(mentor), "mentees": queries.my_pairs(member, as_mentor=True)}


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def ask(request: HttpRequest, goal_pk: int, mentor_pk: int) -> HttpResponse:
    """One of the three who are suggested now, with the reasons that were shown."""
    member = member_of(request)
    goal = get_object_or_404(Goal.objects.open().select_related("journey"), pk=goal_pk, member=member)
    mentor = get_object_or_404(Mentor.objects.walking().select_related("member"), pk=mentor_pk)
    if request.method != "POST":  # a refusal of what was written stands beside it
        rules.may_ask(member, mentor, goal)
    form = AskForm(request.POST or None)
    shown = next((one for one in queries.suggestions(member, goal) if one.mentor.pk == mentor.pk), None)
    if shown is None:
        raise NotAllowed(_("This person cannot be asked now. There may be others whom you can ask."))
    if form.is_valid():
        try:
            requests.ask(mentee=member, mentor=mentor, goal=goal, reasons=shown.fits, **form.cleaned_data)
        except NotAllowed as refusal:
            form.add_error(None, str(refusal))
        else:
            words = _("Sent. %(name)s has three days to answer.") % {"name": mentor.member.get_short_name()}
            return see_other(request, reverse("mentorship:home"), words)
    context = {"form": form, "goal": goal, "one": shown, "page": "mentoring"}
    return render(request, "mentorship/ask.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def wish(request: HttpRequest, goal_pk: int) -> HttpResponse:
    """Asks the weekly draw for a mentor on this goal."""
    member = member_of(request)
    goal = get_object_or_404(Goal.objects.open().select_related("journey"), pk=goal_pk, member=member)
    form = AskForm(request.POST or None)
    if form.is_valid():
        try:
            draws.wish(actor=member, goal=goal, **form.cleaned_data)
        except NotAllowed as refusal:
            form.add_error(None, str(refusal))
        else:
            return see_other(
                request, reverse("mentorship:home"), _("You are in. You hear of it when somebody is found.")
            )
    context = {"form": form, "goal": goal, "monday": weekly.next_draw(), "page": "mentoring"}
    return render(request, "mentorship/wish.html", context, status=422 if form.is_bound else 200)


@posting
def end_wish(request: HttpRequest, pk: int) -> HttpResponse:
    or_404(draws.end, actor=member_of(request), wish_id=pk)
    return see_other(request, reverse("mentorship:home"), _("Taken back. Nobody has to say why."))


@posting
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    or_404(requests.withdraw, actor=member_of(request), request=get_object_or_404(Request, pk=pk))
    return see_other(request, reverse("mentorship:home"), _("Taken back. Nobody has to say why."))


@never_cache
@require_safe
@signed_in
def request_page(request: HttpRequest, pk: int) -> HttpResponse:
    """For the mentor who was asked; for everybody else it is not there."""
    row = _asked(request, pk)
    form = DeclineForm(others=queries.others_on_the_path(row))
    return _request_page(request, row, form)


def _request_page(request: HttpRequest, row: Request, form: DeclineForm) -> HttpResponse:
    member = member_of(request)
    context = {
        "row": row,
        "form": form,
        "goal": queries.goal_shown_to_mentor(row),
        "refusal": why_not(rules.may_accept, member, row),
        "may_answer": not why_not(rules.may_answer, member, row),
        "page": "mentoring",
    }
    return render(request, "mentorship/request.html", context, status=422 if form.is_bound else 200)


def _asked(request: HttpRequest, pk: int) -> Request:
    related = ("mentee", "mentor__member", "journey", "goal")
    return get_object_or_404(Request.objects.select_related(*related), pk=pk, mentor__member=member_of(request))


@posting
def accept(request: HttpRequest, pk: int) -> HttpResponse:
    pair = requests.accept(actor=member_of(request), request=_asked(request, pk))
    words = _("You walk together from now on. A first line within three days is kind.")
    return see_other(request, reverse("mentorship:pair", args=[pair.pk]), words)


@posting
def decline(request: HttpRequest, pk: int) -> HttpResponse:
    row = _asked(request, pk)
    form = DeclineForm(request.POST, others=queries.others_on_the_path(row))
    if not form.is_valid():
        return _request_page(request, row, form)
    requests.decline(actor=member_of(request), request=row, **form.cleaned_data)
    return see_other(request, reverse("mentorship:people"), _("They are told kindly, and may ask somebody else."))
