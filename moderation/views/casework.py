"""How the desk shares its work: who has a case open, whose it is, notes, a promise to look again."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from forum.models import Row
from members import queries
from members.models import Member
from members.rules import NotAllowed
from moderation import rules
from moderation.actions import casework
from moderation.forms.casework import ColleagueForm, NoteForm, PromiseForm
from moderation.models import Note
from moderation.queries.people import about_person
from moderation.queries.work import colleagues
from moderation.views.loading import load_about
from web.http import is_htmx, member_of, or_404, posts_only, signed_in


@never_cache
@require_GET
@signed_in
def person(request: HttpRequest, handle: str) -> HttpResponse:
    """What the desk knows of somebody under their name. Of what they write behind a mask it knows nothing."""
    viewer = member_of(request)
    rules.may_use_desk(viewer)
    someone = or_404(queries.person_called, handle)
    rules.may_work_on(viewer, someone)
    context = {
        "person": someone,
        "known": about_person(viewer, someone),
        "kind": "person",
        "thing": someone,
        "people": colleagues(viewer, None).exclude(pk=someone.pk),
        "note_form": NoteForm(),
        "promise_form": PromiseForm(),
        "page": "desk",
    }
    return render(request, "moderation/person.html", context)


@posts_only
@signed_in
def claim(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """Whoever opens a case has it: its page sends this by itself, again while it is open, and without a script by a
    button.
    """
    viewer = member_of(request)
    about = load_about(viewer, kind, pk)
    file = casework.claim(member=viewer, about=about)
    if is_htmx(request):
        context = {"holder": file.holder, "viewer": viewer, "again": request.path}
        return render(request, "moderation/_open.html", context)
    return HttpResponseRedirect(_page_of(about), status=303)


@posts_only
@signed_in
def give(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    viewer = member_of(request)
    about = load_about(viewer, kind, pk)
    space = None if isinstance(about, Member) else rules.space_of(about)
    people = colleagues(viewer, space) | Member.objects.filter(pk=viewer.pk)
    form = ColleagueForm(request.POST, people=people)
    if not form.is_valid():
        raise NotAllowed(_("This is for somebody who tends the same place."))
    to = form.cleaned_data["to"]
    casework.give(member=viewer, about=about, to=to)
    if to is None:
        words = _("Whoever comes first takes it.")
    elif to.pk == viewer.pk:
        words = _("You have it now.")
    else:
        words = _("%(name)s has it now, and is told.") % {"name": to.shown_name}
    messages.success(request, words)
    passed_on = to is not None and to.pk != viewer.pk
    return HttpResponseRedirect(reverse("moderation:desk") if passed_on else _page_of(about), status=303)


@posts_only
@signed_in
def note(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    viewer = member_of(request)
    about = load_about(viewer, kind, pk)
    form = NoteForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Please write a few words, a thousand letters at most."))
        return HttpResponseRedirect(f"{_page_of(about)}#among-you", status=303)
    casework.note(member=viewer, about=about, **form.cleaned_data)
    messages.success(request, _("Noted. Only the desk reads it."))
    return HttpResponseRedirect(f"{_page_of(about)}#among-you", status=303)


@posts_only
@signed_in
def note_removal(request: HttpRequest, pk: int) -> HttpResponse:
    """Removes a note; once more with `back`: puts it there again."""
    viewer = member_of(request)
    rules.may_use_desk(viewer)
    change = casework.put_note_back if request.GET.get("back") == "1" else casework.remove_note
    try:
        row = change(member=viewer, note_id=pk)
    except Note.DoesNotExist:
        raise Http404 from None
    if row.removed_at is None:
        messages.success(request, _("It is there again."))
    else:
        messages.success(request, pgettext("a note", "Removed."), extra_tags=f"{request.path}?back=1")
    return HttpResponseRedirect(_page_of_note(row), status=303)


def _page_of_note(row: Note) -> str:
    about: Row | Member | None = row.comment or row.post or row.member
    return _page_of(about) if about is not None else reverse("moderation:desk")


@posts_only
@signed_in
def promise(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """To look again on a day."""
    viewer = member_of(request)
    about = load_about(viewer, kind, pk)
    form = PromiseForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Please choose a day to come, within a year."))
        return HttpResponseRedirect(f"{_page_of(about)}#among-you", status=303)
    try:
        casework.promise(member=viewer, about=about, **form.cleaned_data)
    except NotAllowed as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("It comes back to the desk on that day."))
    return HttpResponseRedirect(f"{_page_of(about)}#among-you", status=303)


@posts_only
@signed_in
def kept(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """Somebody has looked again."""
    viewer = member_of(request)
    about = load_about(viewer, kind, pk)
    if casework.keep_promise(member=viewer, about=about):
        messages.success(request, _("Thank you for looking again."))
    return HttpResponseRedirect(_page_of(about), status=303)


def _page_of(about: Row | Member) -> str:
    if isinstance(about, Member):
        return reverse("moderation:person", args=[about.handle])
    return reverse("moderation:case", args=[about._meta.model_name, about.pk])
