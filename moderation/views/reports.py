"""Something's wrong here: in a dialog, or on a page of its own without the script."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from forum import limits
from forum.models import Row, post_of
from members.rules import NotAllowed
from moderation import rules
from moderation.actions.reports import report
from moderation.forms.deciding import ReportForm
from moderation.views.loading import load_thing
from web.http import address_of, member_of, signed_in
from web.refusal import beside_form


@require_http_methods(["GET", "POST"])
@signed_in
def reporting(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    thing = load_thing(member_of(request), kind, pk)
    if request.method == "GET":
        rules.may_report(member_of(request), thing)
        return _page(request, thing, ReportForm())
    form = ReportForm(request.POST)
    if not form.is_valid():
        return _page(request, thing, form, status=422)
    try:
        if not form.cleaned_data["masked"]:
            limits.check_address(limits.REPORTS_PER_ADDRESS, address_of(request))
        report(actor=member_of(request), thing=thing, **form.cleaned_data)
    except NotAllowed as refusal:
        form.add_error(None, str(refusal))
        return beside_form(_page(request, thing, form), refusal)
    messages.success(request, _("Thank you. A moderator will read it."))
    return HttpResponseRedirect(post_of(thing).get_absolute_url(), status=303)


def _page(request: HttpRequest, thing: Row, form: ReportForm, status: int = 200) -> HttpResponse:
    context = {"form": form, "thing": thing, "post": post_of(thing), "kind": thing._meta.model_name}
    return render(request, "moderation/report.html", context, status=status)
