"""For admins: spaces, paths and words of thanks, each a list and a form. For everybody else they do not exist."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from forum.actions import spaces
from members.actions import journeys
from members.actions.shaping import Overtaken
from members.forms.shaping import PathForm, ShapeForm, SpaceForm, WordForm
from members.models import Member
from members.rules import NotAllowed
from recognition.actions import words
from web.http import admins_only, member_of


@dataclass(frozen=True)
class Kind:
    form: type[ShapeForm]
    keep: Callable[[Member, ShapeForm], Model]
    title: str | Promise
    intro: str | Promise
    new: str | Promise
    empty: str | Promise

    @property
    def rows(self) -> Any:
        return self.form._meta.model._default_manager.all()


KINDS = {
    "spaces": Kind(
        SpaceForm,
        lambda by, form: spaces.keep(by=by, space=form.instance, fields=form.columns(), shown=form.shown),
        _("Spaces"),
        _("Rooms to talk in. What was said among members stays among members when a space opens to everyone."),
        _("Open a space"),
        _("There is no space yet: nobody can ask anything."),
    ),
    "paths": Kind(
        PathForm,
        lambda by, form: journeys.keep(by=by, journey=form.instance, fields=form.columns(), shown=form.shown),
        _("Paths"),
        _("What people want to reach here. Members set their own goals on them."),
        _("Offer a path"),
        _("There is no path yet: members cannot set a goal."),
    ),
    "words": Kind(
        WordForm,
        lambda by, form: words.keep(by=by, word=form.instance, fields=form.columns(), shown=form.shown),
        _("Words of thanks"),
        _("What members thank each other with. A closed word stays on old thanks."),
        _("Add a word"),
        _("There is no word yet: thanks are notes alone."),
    ),
}


def _kind(name: str) -> Kind:
    try:
        return KINDS[name]
    except KeyError:
        raise Http404 from None


@admins_only
@require_http_methods(["GET", "HEAD"])
def shapes(request: HttpRequest, kind: str) -> HttpResponse:
    return render(request, "members/shapes.html", {"kind": _kind(kind), "name": kind, "rows": list(_kind(kind).rows)})


@admins_only
@require_http_methods(["GET", "HEAD", "POST"])
def shape(request: HttpRequest, kind: str, pk: int | None = None) -> HttpResponse:
    """What is new, or what there is already."""
    found = _kind(kind)
    thing = get_object_or_404(found.rows, pk=pk) if pk else None
    form = found.form(request.POST or None, instance=thing)
    if request.method == "POST" and form.is_valid():
        try:
            found.keep(member_of(request), form)
        except Overtaken as late:
            form.overtaken(late.now)
        except NotAllowed as refusal:
            form.add_error(form.NAME, str(refusal))
        else:
            messages.success(request, _now("Saved."))
            return redirect(reverse("members:shapes", args=[kind]))
    context = {"kind": found, "name": kind, "form": form, "thing": thing}
    return render(request, "members/shape.html", context, status=422 if form.errors else 200)
