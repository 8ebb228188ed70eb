"""The page of a pair, which only the two can read."""

from __future__ import annotations

from uuid import uuid4

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from forum.actions.drafts import discard
from forum.drafting import DraftText
from forum.queries.drafts import draft
from members.rules import NotAllowed
from mentorship import queries
from mentorship.actions import checkins, pairs
from mentorship.forms import LetterForm, WorryForm
from mentorship.models import CheckIn, Mentorship, Worry
from mentorship.rules import load_pair, may_write_letter
from web.http import SeeOther, is_htmx, member_of, or_404, posting, see_other, signed_in
from web.refusal import why_not


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def pair(request: HttpRequest, pk: int) -> HttpResponse:
    member = member_of(request)
    row = or_404(load_pair, member, pk)
    if request.method != "POST":
        kept = draft(member, f"pair:{row.pk}")
        initial = {"submit_key": uuid4(), "body": kept.body if kept else ""}
        return _page(request, row, LetterForm(initial=initial), kept)
    form = LetterForm(request.POST)
    if form.is_valid():
        said = form.cleaned_data
        step = said["own_step"] or said["step"]
        try:
            letter = pairs.write(
                actor=member,
                pair=row,
                body=said["body"],
                submit_key=said["submit_key"],
                feeling=said["feeling"],
                step=step,
            )
        except NotAllowed as refusal:
            form.add_error(None, str(refusal))
        else:
            discard(actor=member, context=f"pair:{row.pk}")
            return SeeOther(f"{_url(row)}#l{letter.pk}")
    return _page(request, row, form, draft(member, f"pair:{row.pk}"))


def _url(row: Mentorship) -> str:
    return reverse("mentorship:pair", args=[row.pk])


def _page(request: HttpRequest, row: Mentorship, form: LetterForm, kept: DraftText | None) -> HttpResponse:
    shown = queries.conversation(row, member_of(request), at=request.GET.get("at", ""))
    no = why_not(may_write_letter, member_of(request), row)
    context = {"shown": shown, "pair": row, "form": form, "refusal": no, "draft": kept, "page": "mentoring"}
    answer = render(request, "mentorship/pair.html", context, status=422 if form.is_bound else 200)
    answer["Cache-Control"] = "no-store"
    return answer


@posting
def read(request: HttpRequest, pk: int) -> HttpResponse:
    """The other's letters are read; asked for by the script, or with a button."""
    row = or_404(load_pair, member_of(request), pk)
    pairs.read(actor=member_of(request), pair=row)
    return HttpResponse(status=204) if is_htmx(request) else SeeOther(_url(row))


@posting
def confirm(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """The mentee says that the step is one."""
    row = or_404(load_pair, member_of(request), pk)
    check_in = get_object_or_404(CheckIn, mentorship=row, number=number)
    checkins.confirm_step(actor=member_of(request), pair=row, check_in=check_in)
    return see_other(request, _url(row), _("Marked together."))


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def ending(request: HttpRequest, pk: int) -> HttpResponse:
    """Either ends it, without a reason; asked once more so that no slip does it."""
    row = or_404(load_pair, member_of(request), pk)
    if request.method == "POST":
        pairs.end(actor=member_of(request), pair=row)
        return see_other(
            request, reverse("mentorship:home"), _("Ended. What you wrote stays readable for both of you.")
        )
    context = {"pair": row, "shown": queries.conversation(row, member_of(request)), "page": "mentoring"}
    return render(request, "mentorship/ending.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def worry(request: HttpRequest, pk: int) -> HttpResponse:
    row = or_404(load_pair, member_of(request), pk)
    form = WorryForm(request.POST or None)
    if form.is_valid():
        pairs.tell_a_moderator(actor=member_of(request), pair=row, words=form.cleaned_data["words"])
        return see_other(request, _url(row), _("Thank you. The admins are told, and take it from here."))
    context = {"form": form, "pair": row, "page": "mentoring"}
    return render(request, "mentorship/worry.html", context, status=422 if form.is_bound else 200)


@never_cache
@require_safe
@signed_in
def worries(request: HttpRequest) -> HttpResponse:
    """What was told to the moderators; for admins. The letters are not here."""
    rows = or_404(queries.open_worries, member_of(request))
    return render(request, "mentorship/worries.html", {"worries": rows, "page": "desk"})


@posting
def worry_seen(request: HttpRequest, pk: int) -> HttpResponse:
    or_404(pairs.see_to, admin=member_of(request), worry=get_object_or_404(Worry, pk=pk))
    return see_other(request, reverse("mentorship:worries"), _("Noted that you take care of it."))
