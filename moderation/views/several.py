"""One act about several cases that were chosen on the desk, and one undo of it."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from forum.models import Row
from members.models import Member
from members.rules import NotAllowed
from moderation import rules
from moderation.actions import several as actions
from moderation.actions.several import MOST, VERBS, Several
from moderation.forms.deciding import SeveralForm
from moderation.models import Decision
from moderation.views.loading import load_tended
from web.http import member_of, posts_only, signed_in
from web.numbers import in_words


@posts_only
@signed_in
def several(request: HttpRequest) -> HttpResponse:
    viewer = member_of(request)
    rules.may_use_desk(viewer)
    form = SeveralForm(request.POST)
    things = [(load_tended(viewer, kind, pk), seen) for kind, pk, seen in form.chosen()[: MOST + 1]]
    try:
        came = _decide(viewer, form, things)
    except NotAllowed as refusal:
        messages.error(request, str(refusal))
        return HttpResponseRedirect(reverse("moderation:desk"), status=303)
    _say(request, _done(len(came.done)), came, undo=reverse("moderation:undo_several", args=[came.batch]))
    return HttpResponseRedirect(reverse("moderation:desk"), status=303)


def _decide(viewer: Member, form: SeveralForm, things: list[tuple[Row, int]]) -> Several:
    if not form.is_valid() or form.cleaned_data["verb"] not in VERBS:
        raise NotAllowed(_("Please choose once more what is to be done."))
    if not things:
        raise NotAllowed(_("Please choose at least one of them."))
    if len(things) > MOST:
        raise NotAllowed(_("At most %(n)d at once.") % {"n": MOST})
    verb = Decision.Verb(form.cleaned_data["verb"])
    return actions.decide_all(moderator=viewer, things=things, verb=verb, reason=form.cleaned_data["reason"])


@posts_only
@signed_in
def undoing(request: HttpRequest, batch: uuid.UUID) -> HttpResponse:
    viewer = member_of(request)
    rules.may_use_desk(viewer)
    try:
        came = actions.undo_all(moderator=viewer, batch=batch)
    except Decision.DoesNotExist:
        raise Http404 from None
    _say(request, _taken_back(len(came.done)), came)
    return HttpResponseRedirect(reverse("moderation:desk"), status=303)


def _say(request: HttpRequest, words: str, came: Several, undo: str = "") -> None:
    if came.done:
        messages.success(request, words, extra_tags=undo)
    for sentence in dict.fromkeys(came.refused):
        messages.warning(request, sentence)


def _done(count: int) -> str:
    words = ngettext("%(n)s decided, and written in the log.", "%(n)s decided, and written in the log.", count)
    return capfirst(words % {"n": in_words(count)})


def _taken_back(count: int) -> str:
    words = ngettext("%(n)s is as it was before.", "%(n)s are as they were before.", count)
    return capfirst(words % {"n": in_words(count)})
