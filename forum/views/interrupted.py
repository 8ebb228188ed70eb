"""Words that could not be taken when they were sent: after signing in, and where the form's token was stale."""

from __future__ import annotations

import time

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import escape_leading_slashes
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from community.trouble import TOKEN, Sent, sent
from forum import interrupted
from forum.views.asking import comes_from_here
from web.http import address_of, is_htmx, member_of, see_other, signed_in

# Goes with the browser's window, as the forms do that may still be open in it.
COOKIE = f"{'__Host-' if settings.HTTPS else ''}writer"
SHOWN_ONLY = ("forum:preview",)  # addresses where sending it once more would do nothing


def last_writer(request: HttpRequest) -> str:
    """The tag of whoever signed in last in this browser; "" where nobody did since it was opened."""
    return str(request.get_signed_cookie(COOKIE, "", salt=COOKIE))


def keep_sent(request: HttpRequest) -> bool:
    """Keeps the words of this form until its sender has signed in. False where there are none, or too many."""
    fields = [[field.name, field.value] for field in sent(request) if field.name != TOKEN]
    match = request.resolver_match
    if not fields or match is None or match.view_name in SHOWN_ONLY:
        return False
    owner = interrupted.tag_of(request.user) if request.user.is_authenticated else last_writer(request)
    form = interrupted.Interrupted(request.get_full_path(), fields, owner, time.time())
    return interrupted.keep(request.session, form, address=address_of(request))


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def resume(request: HttpRequest) -> HttpResponse:
    """What was sent while nobody was signed in, to be sent now or thrown away."""
    if request.method == "POST":
        interrupted.drop_all(request.session)
        return see_other(request, "/", _("It is gone."))
    forms = [
        {"action": escape_leading_slashes(form.path), "fields": [Sent(*field) for field in form.fields], "form": form}
        for form in interrupted.kept(request.session)
    ]
    if not forms:
        return redirect("home")
    response = render(request, "forum/resume.html", {"forms": forms, "member": member_of(request)})
    response["Cache-Control"] = "no-store"
    return response


def stale(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Django's CSRF_FAILURE_VIEW. The words come back with a fresh token, but only to a page of ours: the form of another
    site would need but one more click here.
    """
    is_ours = comes_from_here(request)
    if is_htmx(request):
        return _stale_part(request, is_kept=is_ours and keep_sent(request))
    fields = [field for field in sent(request) if field.name != TOKEN] if is_ours else []
    context = {"fields": fields, "action": escape_leading_slashes(request.get_full_path())}
    response = render(request, "403_csrf.html", context, status=403)
    response["Cache-Control"] = "no-store"
    return response


def _stale_part(request: HttpRequest, *, is_kept: bool) -> HttpResponse:
    context = {"sentence": _("This page was open for too long. Reload it before you send anything.")}
    if is_kept:
        context = {
            "sentence": _("This page was open for too long. What you wrote is kept for an hour:"),
            "door": reverse("forum:resume"),
            "label": _("go on with it"),
        }
    response = render(request, "components/_refusal.html", context, status=403)
    if is_kept:
        response["HX-Trigger"] = "draft-saved"
    return response
