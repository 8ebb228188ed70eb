"""A mentor's own pages: the boundaries, what they offer, whom they walk with, the end of a term."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from members.models import Member
from members.rules import NotAllowed
from mentorship import queries
from mentorship.actions import mentors
from mentorship.actions.mentors import ASK_TO_RENEW_BEFORE
from mentorship.forms import OfferForm, OptInForm
from mentorship.models import Mentor
from mentorship.rules import may_mentor, reached_journeys
from mentorship.views.tabs import tabs
from web.http import SeeOther, member_of, posting, see_other, signed_in
from web.refusal import why_not


def _mine(member: Member) -> Mentor:
    mentor = queries.mentor_of(member)
    if mentor is None:
        raise NotAllowed(_("You don’t mentor at the moment."))
    return mentor


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def offer(request: HttpRequest) -> HttpResponse:
    """The boundaries and the choice; for a mentor, what they offer. Who may not mentor reads why in place of a form."""
    member = member_of(request)
    mentor, no = queries.mentor_of(member), why_not(may_mentor, member)
    if no:
        shown = {"mentor": mentor, "refusal": no, "page": "mentoring"}
        return render(request, "mentorship/offer.html", shown, status=403 if request.method == "POST" else 200)
    journeys = reached_journeys(member)
    kind = OfferForm if mentor else OptInForm
    initial = OfferForm.of(mentor) if mentor else {"languages": [member.language], "topics": member.can_help_with}
    form = kind(request.POST or None, journeys=journeys, initial=initial)
    if form.is_valid():
        try:
            _save(member, mentor, form)
        except NotAllowed as error:
            form.add_error(None, str(error))
        else:
            return see_other(request, reverse("mentorship:people"), _("Saved. You can pause or stop on any day."))
    context = {"form": form, "mentor": mentor, "page": "mentoring"}
    return render(request, "mentorship/offer.html", context, status=422 if form.is_bound else 200)


def _save(member: Member, mentor: Mentor | None, form: OfferForm) -> None:
    if mentor is None:
        mentors.opt_in(member=member, **form.cleaned_data)
    else:
        mentors.change(mentor=mentor, **form.cleaned_data)


@never_cache
@require_safe
@signed_in
def people(request: HttpRequest) -> HttpResponse:
    member = member_of(request)
    mentor = queries.mentor_of(member)
    if mentor is None:
        return SeeOther(reverse("mentorship:offer"))
    context = {
        "mentor": mentor,
        "asked": queries.asked_of(mentor),
        "walks": queries.my_pairs(member, as_mentor=True),
        "ends_soon": mentor.term_ends_at - timezone.now() <= ASK_TO_RENEW_BEFORE,
        "reopened": member.goals.open().exists(),
        "tabs": tabs(request, member),
        "page": "mentoring",
    }
    return render(request, "mentorship/people.html", context)


@posting
def pause(request: HttpRequest) -> HttpResponse:
    paused = request.POST.get("paused") == "1"
    mentors.pause(mentor=_mine(member_of(request)), paused=paused)
    words = _("Paused. Nobody new asks you; the people you walk with stay.") if paused else _("You can be asked again.")
    return see_other(request, reverse("mentorship:people"), words)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def term(request: HttpRequest) -> HttpResponse:
    """Week 7: renew or rest?"""
    mentor = _mine(member_of(request))
    choice = request.POST.get("choice")
    if request.method == "POST" and choice == "renew":
        mentors.renew(mentor=mentor)
        return see_other(request, reverse("mentorship:people"), _("Eight more weeks. Thank you for walking on."))
    if request.method == "POST" and choice in {"rest", "emeritus"}:
        mentors.stop(mentor=mentor, emeritus=choice == "emeritus")
        return see_other(request, reverse("members:path"), _("Rest well. What you did here stays."))
    context = {"mentor": mentor, "walks": queries.my_pairs(member_of(request), as_mentor=True), "page": "mentoring"}
    return render(request, "mentorship/term.html", context)
