"""Your path: goals and steps, in one's own words and for one's own eyes first."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from members.actions import goals, stages
from members.forms.goals import GoalForm, NewGoalForm, ReachedStepForm, StayForm, StepForm
from members.models import Goal, Journey, Milestone
from members.queries import path
from members.rules import NotAllowed
from members.stages import AWAY
from mentorship.queries import mentor_of
from web.http import SeeOther, member_of, or_404, posting, see_other, signed_in

# After the answer to the one ask, and after the same choice on any other day.
CHOSEN = {
    "stay": _lazy("Good that you stay. Your home goes on showing questions that you could answer."),
    "rest": _lazy("Rest well. Nothing is mailed to you but what your account needs, and your place is kept."),
    "goodbye": _lazy(
        "Go well. Nothing is mailed to you from now on. What you wrote stays, and you can come back on any day."
    ),
}


@never_cache
@require_safe
@signed_in
def own(request: HttpRequest) -> HttpResponse:
    member = member_of(request)
    goals_of = list(path.goals_of(member, member))
    taken = {goal.journey_id for goal in goals_of if goal.is_open}
    context = {
        "steps": path.steps(member, member),
        "open_goals": [goal for goal in goals_of if goal.is_open],
        "reached_goals": [goal for goal in goals_of if goal.reached_at],
        "closed_goals": [goal for goal in goals_of if goal.closed_at and not goal.reached_at],
        "journeys": [journey for journey in path.journeys() if journey.pk not in taken],
        "asks": path.goal_to_ask_about(member),
        "away": member.stage in AWAY,
        "page": "profile",
    }
    return render(request, "members/path.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def new_goal(request: HttpRequest, slug: str) -> HttpResponse:
    journey = get_object_or_404(Journey, slug=slug, is_open=True)
    form = NewGoalForm(request.POST or None, journey=journey)
    if form.is_valid():
        said = form.cleaned_data
        try:
            goals.set_goal(
                member=member_of(request),
                journey=journey,
                words=said["words"],
                visibility=said["visibility"],
                milestones=form.milestones(),
            )
        except NotAllowed as refusal:
            form.add_error(None, str(refusal))
        else:
            return see_other(request, reverse("members:path"), _("Your goal is set. Nobody was told."))
    status = 422 if form.is_bound else 200
    return render(request, "members/goal_new.html", {"form": form, "journey": journey}, status=status)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def goal(request: HttpRequest, pk: int) -> HttpResponse:
    member, row = member_of(request), _own_goal(request, pk)
    form = GoalForm(request.POST or None, initial={"words": row.words, "visibility": row.visibility})
    if form.is_valid():
        goals.change(member=member, goal=row, **form.cleaned_data)
        return see_other(request, row_url(row), _("Saved."))
    return _goal_page(request, row, form, StepForm())


def _goal_page(request: HttpRequest, row: Goal, form: GoalForm, step_form: StepForm) -> HttpResponse:
    status = 422 if form.is_bound or step_form.is_bound else 200
    context = {"goal": row, "form": form, "step_form": step_form, "page": "profile"}
    return render(request, "members/goal.html", context, status=status)


def _own_goal(request: HttpRequest, pk: int) -> Goal:
    """One's own goal; anybody else's is not there."""
    return get_object_or_404(
        Goal.objects.select_related("journey").prefetch_related("milestones"), pk=pk, member=member_of(request)
    )


def row_url(row: Goal) -> str:
    return reverse("members:goal", args=[row.pk])


@posting
def close(request: HttpRequest, pk: int) -> HttpResponse:
    goals.close(member=member_of(request), goal=_own_goal(request, pk))
    return see_other(request, reverse("members:path"), _("Laid aside. You can open it again at any time."))


@posting
def reach(request: HttpRequest, pk: int) -> HttpResponse:
    row = goals.reach(member=member_of(request), goal=_own_goal(request, pk))
    return SeeOther(reverse("members:congratulation", args=[row.pk]))


@posting
def reopen(request: HttpRequest, pk: int) -> HttpResponse:
    member = member_of(request)
    row = goals.reopen(member=member, goal=_own_goal(request, pk))
    mentor = mentor_of(member)
    if mentor is not None and mentor.paused_at is None:
        messages.info(request, _("You stay a mentor. If you would like a pause while you walk, it is one tap."))
        return SeeOther(reverse("mentorship:people"))
    return see_other(request, row_url(row), _("Open again. Nothing is lost, and nobody was told."))


@never_cache
@require_safe
@signed_in
def congratulation(request: HttpRequest, pk: int) -> HttpResponse:
    row = _own_goal(request, pk)
    if row.reached_at is None:
        return SeeOther(row_url(row))
    member = member_of(request)
    asks = path.goal_to_ask_about(member) == row
    context = {"goal": row, "asks": asks, "letters": row.letters.filter(member=member), "page": "profile"}
    return render(request, "members/congratulation.html", context)


@posting
def add_step(request: HttpRequest, pk: int) -> HttpResponse:
    row, form = _own_goal(request, pk), StepForm(request.POST)
    if form.is_valid():
        try:
            goals.add_milestone(member=member_of(request), goal=row, title=form.cleaned_data["title"])
        except NotAllowed as refusal:
            form.add_error("title", str(refusal))
        else:
            return SeeOther(f"{row_url(row)}#h-steps")
    return _goal_page(request, row, GoalForm(initial={"words": row.words, "visibility": row.visibility}), form)


def _own_step(request: HttpRequest, pk: int) -> Milestone:
    return get_object_or_404(Milestone.objects.select_related("goal"), pk=pk, goal__member=member_of(request))


@posting
def move_step(request: HttpRequest, pk: int) -> HttpResponse:
    step = _own_step(request, pk)
    goals.move_milestone(member=member_of(request), milestone=step, up=request.POST.get("to") == "up")
    return SeeOther(f"{row_url(step.goal)}#s{pk}")


@posting
def reach_step(request: HttpRequest, pk: int) -> HttpResponse:
    step, form = _own_step(request, pk), ReachedStepForm(request.POST)
    if not form.is_valid():
        raise NotAllowed(_("280 characters at most for the words beside a step."))
    said = form.cleaned_data
    note = said["note"] if "note" in request.POST else None
    goals.mark_milestone(member=member_of(request), milestone=step, reached=said["on"], note=note)
    return SeeOther(f"{row_url(step.goal)}#s{pk}")


@posting
def remove_step(request: HttpRequest, pk: int) -> HttpResponse:
    step = _own_step(request, pk)
    goals.remove_milestone(member=member_of(request), milestone=step)
    return see_other(request, f"{row_url(step.goal)}#h-steps", _("Removed. You can add it again below."))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def stay(request: HttpRequest) -> HttpResponse:
    """The one ask after a goal. Silence changes nothing."""
    member = member_of(request)
    row = member.goals.filter(reached_at__isnull=False).order_by("-reached_at").first()
    form = StayForm(request.POST or None)
    if row is not None and form.is_valid():
        answer = form.cleaned_data["answer"]
        or_404(goals.answer_to_stay, member=member, goal=row, answer=answer)
        return see_other(request, reverse("members:path"), str(CHOSEN[answer]))
    return render(request, "members/stay.html", {"goal": row, "page": "profile"}, status=422 if form.is_bound else 200)


@posting
def away(request: HttpRequest) -> HttpResponse:
    """Rest, leave or come back: one tap, no reason asked."""
    member, to = member_of(request), request.POST.get("to")
    if to == "rest":
        stages.rest(member=member)
        words = str(CHOSEN["rest"])
    elif to == "leave":
        stages.leave(member=member)
        words = str(CHOSEN["goodbye"])
    else:
        stages.come_back(member=member)
        words = _("Good to have you back.")
    return see_other(request, reverse("members:path"), words)
