"""The bell's page, what comes by mail, and the one-click stop."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from members.models import Member
from notices import unsubscribe
from notices.actions import choices, reading
from notices.actions.digests import choose_digest
from notices.forms import ChoicesForm
from notices.kinds import KINDS
from notices.queries import bell
from notices.queries.choices import rhythm, sections
from notices.queries.links import target
from web.http import posts_only


@login_required
@never_cache
@require_safe
def list_notices(request: HttpRequest) -> HttpResponse:
    """What waits for the member, newest first."""
    page = bell.page(request.user, at=request.GET.get("at", ""))
    template = "notices/_list.html" if request.htmx else "notices/list.html"  # type: ignore[attr-defined]
    return render(request, template, {"notices": page, "page": "notices"})


@posts_only
@login_required
def read(request: HttpRequest, id: int) -> HttpResponseBase:
    """Marks one as read and goes to what it is about."""
    notice = reading.read(member=request.user, notice_id=id)
    if notice is None:
        raise Http404
    return _see_other(target(notice))


@posts_only
@login_required
def read_all(request: HttpRequest) -> HttpResponse:
    reading.read_all(member=request.user)
    messages.success(request, _("All of it is marked as read."))
    return _see_other("notices:list")


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def preferences(request: HttpRequest) -> HttpResponse:
    """What comes by mail as well; everything is in the page anyway."""
    form = ChoicesForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        choices.choose_all(member=request.user, by_mail=form.cleaned_data["by_mail"])
        if "digest" in request.POST:
            choose_digest(member=request.user, every=form.cleaned_data["digest"])
        messages.success(request, _("Saved."))
        return _see_other("notices:preferences")
    status = 422 if form.errors else 200
    shown = {"sections": sections(request.user), "rhythm": rhythm(request.user), "form": form, "page": "settings"}
    return render(request, "notices/preferences.html", shown, status=status)


@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def stop(request: HttpRequest, token: str) -> HttpResponse:
    """RFC 8058: whoever holds the address may stop this kind, without cookies and without a redirect.

    Exempt from the CSRF check because mail programs post here; the signed token says whose and which kind. A GET
    changes nothing.
    """
    try:
        asked = unsubscribe.read(token)
    except unsubscribe.Unreadable:
        return render(request, "notices/stop_unreadable.html", status=404)
    member = Member.objects.people().filter(pk=asked.member_id).first()
    if member is None:
        return render(request, "notices/stop_unreadable.html", status=404)
    done = request.method == "POST"
    again = done and "again" in request.POST
    if done:
        choices.choose(member=member, kind=asked.kind, by_mail=again, how=choices.How.ONE_CLICK)
    shown = {"kind": KINDS[asked.kind], "done": done, "again": again, "token": token}
    return render(request, "notices/stop.html", shown)


def _see_other(to: str) -> HttpResponse:
    response = redirect(to)
    response.status_code = 303
    return response
