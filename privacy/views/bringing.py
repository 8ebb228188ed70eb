"""Bring along what you took elsewhere, and what lies here of it."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from forum.queries.keyset import NAME
from members.rules import NotAllowed
from privacy.actions import bringing as actions
from privacy.coming import left_behind
from privacy.forms import BringForm
from privacy.queries import brought
from web.http import member_of, or_404, posting, see_other, signed_in
from web.refusal import UNPROCESSABLE, beside_form
from writing.dates import listed
from writing.sentences import quoted


@signed_in
@never_cache
def bring(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        return _page(request, BringForm())
    form = BringForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, form, status=UNPROCESSABLE)
    file = form.cleaned_data["copy"]
    largest = settings.PICTURE_MEGABYTES * 10**6
    try:
        if file.size > largest:
            raise NotAllowed(_too_large())
        came = actions.bring(member=member_of(request), content=file.read(), largest=largest)
    except NotAllowed as refusal:
        form.add_error("copy", str(refusal))
        return beside_form(_page(request, form), refusal)
    return see_other(request, reverse("privacy:brought"), _said(came))


def _page(request: HttpRequest, form: BringForm, status: int = 200) -> HttpResponse:
    return render(request, "privacy/bring.html", {"form": form, "left_behind": left_behind()}, status=status)


def _too_large() -> str:
    words = ngettext(
        "This file is larger than %(most)d megabyte. Take some files out of its folder “pictures”: all else comes.",
        "This file is larger than %(most)d megabytes. Take some files out of its folder “pictures”: all else comes.",
        settings.PICTURE_MEGABYTES,
    )
    return words % {"most": settings.PICTURE_MEGABYTES}


def _said(came: actions.Came) -> str:
    said = []
    if came.texts:
        said.append(
            ngettext("%(count)d text is here.", "%(count)d texts are here.", came.texts) % {"count": came.texts}
        )
    if came.goals:
        words = ngettext("%(count)d goal stands on your path.", "%(count)d goals stand on your path.", came.goals)
        said.append(words % {"count": came.goals})
    if came.about:
        said.append(_("What was empty on your page is filled in."))
    if came.pathless:
        paths = listed(quoted(title) for title in came.pathless)
        said.append(_("Goals on %(paths)s stay behind: there is no such path here.") % {"paths": paths})
    return " ".join(said) or _("Nothing in this copy is new here.")


@signed_in
@require_safe
@never_cache
def shelf(request: HttpRequest) -> HttpResponse:
    member = member_of(request)
    page = brought.shelf(member, request.GET.get(NAME, ""))
    context = {"rows": brought.shown(page.rows), "to_come": brought.pictures_to_come(member), **page.links()}
    return render(request, "privacy/brought.html", context)


@posting
def begin(request: HttpRequest, pk: int) -> HttpResponse:
    member = member_of(request)
    actions.begin(member=member, brought=or_404(brought.own, member, pk))
    return see_other(request, reverse("forum:ask"))


@posting
def drop(request: HttpRequest, pk: int) -> HttpResponse:
    member = member_of(request)
    actions.drop(member=member, id=or_404(brought.own, member, pk).pk)
    return see_other(request, reverse("privacy:brought"), _("It is gone."))


@posting
def drop_all(request: HttpRequest) -> HttpResponse:
    actions.drop_all(member=member_of(request))
    return see_other(request, reverse("privacy:brought"), _("All of it is gone."))
