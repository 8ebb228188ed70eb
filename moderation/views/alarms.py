"""Where somebody may be in danger: who has seen it, and the words that call somebody."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from members.models import Member
from members.rules import NotAllowed
from moderation import rules
from moderation.actions import alarms, phrases
from moderation.forms.words import WordsForm
from moderation.models import DangerPhrase
from moderation.queries.alarms import chosen_words, standing
from moderation.queries.queue import case_of
from moderation.views.here import done, words_removed
from moderation.views.loading import load_tended
from notices.queries.rota import woken_for
from web.http import is_htmx, member_of, posts_only, signed_in


@posts_only
@signed_in
def seen(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """Whoever opens the case has seen it: its page sends this by itself, and without a script by a button."""
    viewer = member_of(request)
    thing = load_tended(viewer, kind, pk)
    alarms.see(member=viewer, thing=thing)
    now = standing(viewer, thing)
    if is_htmx(request) and now is not None:
        return render(request, "moderation/_alarm.html", {"case": case_of(viewer, thing), "standing": now})
    return HttpResponseRedirect(reverse("moderation:case", args=[kind, pk]), status=303)


@require_http_methods(["GET", "POST"])
@signed_in
def words(request: HttpRequest) -> HttpResponse:
    viewer = member_of(request)
    rules.may_use_desk(viewer)
    form = WordsForm(request.POST or None, moderator=viewer)
    if request.method == "POST" and form.is_valid():
        try:
            made = phrases.choose(
                moderator=viewer, words=form.cleaned_data["words"], space=form.cleaned_data.get("space")
            )
        except NotAllowed as refusal:
            form.add_error("words", str(refusal))
        else:
            return done(request, _("Added. It counts for what is written from now on."), undo=made, otherwise=_here())
    return _page(request, viewer, form)


def _here() -> str:
    return reverse("moderation:words")


def _page(request: HttpRequest, viewer: Member, form: WordsForm) -> HttpResponse:
    rows = list(chosen_words(viewer))
    for row in rows:
        row.may_remove = row.space_id is not None or viewer.is_staff  # type: ignore[attr-defined]
    context = {"form": form, "rows": rows, "woken": woken_for(viewer), "page": "desk"}
    return render(request, "moderation/words.html", context, status=422 if form.errors else 200)


@posts_only
@signed_in
def removal(request: HttpRequest, pk: int) -> HttpResponse:
    return words_removed(request, DangerPhrase, pk, otherwise=_here())
