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
from members.rules import NotAllowed
from notices import address_code, push_key, unsubscribe
from notices.actions import choices, reading
from notices.actions import devices as own
from notices.actions.addresses import revive
from notices.actions.digests import choose_digest
from notices.forms import ChoicesForm, DeviceForm
from notices.kinds import KINDS
from notices.queries import bell
from notices.queries.choices import own_devices, rhythm, sections
from notices.queries.links import target
from notices.receivers import DEVICE_KEY
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
        said = form.cleaned_data
        choices.choose_all(member=request.user, by_mail=said["by_mail"], by_push=said["by_push"])
        if "digest" in request.POST:
            choose_digest(member=request.user, every=form.cleaned_data["digest"])
        messages.success(request, _("Saved."))
        return _see_other("notices:preferences")
    status = 422 if form.errors else 200
    shown = {"sections": sections(request.user), "rhythm": rhythm(request.user), "form": form, "page": "settings"}
    shown |= {"devices": own_devices(request.user), "has_push": bool(push_key.public_key())}
    return render(request, "notices/preferences.html", shown, status=status)


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def devices(request: HttpRequest) -> HttpResponse:
    """Where a member is told by notification; a script of the page posts what their browser says of itself."""
    key = push_key.public_key()
    if not key:
        raise Http404
    if request.method == "POST":
        form = DeviceForm(request.POST)
        if not form.is_valid():
            raise NotAllowed(_("This browser’s push service cannot be used here."))
        device = own.add(member=request.user, name=own.named(request.headers), **form.cleaned_data)
        request.session[DEVICE_KEY] = device.pk
        messages.success(request, _("This device can be told now. Choose below what it is told."))
        return _see_other("notices:devices")
    here = request.session.get(DEVICE_KEY)
    shown = {"devices": own_devices(request.user), "here": here, "push_key": key, "page": "settings"}
    return render(request, "notices/devices.html", shown)


@posts_only
@login_required
def device_test(request: HttpRequest, id: int) -> HttpResponseBase:
    if not own.test(member=request.user, device_id=id):
        raise Http404
    messages.success(request, _("A notification is on its way to it. If none comes, switch it on anew there."))
    return _see_other("notices:devices")


@posts_only
@login_required
def device_removal(request: HttpRequest, id: int) -> HttpResponseBase:
    own.remove(member=request.user, device_id=id)
    messages.success(request, _("It is told nothing from now on."))
    return _see_other("notices:devices")


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def address(request: HttpRequest) -> HttpResponse:
    """Where mail comes back from: a code that arrives there shows that it works again."""
    if request.method == "POST" and "code" not in request.POST:
        address_code.send(request, request.user)
        return _see_other("notices:address")
    form = address_code.form(request, request.user)
    if form is not None and form.is_bound and form.is_valid():
        address_code.confirmed(request)
        revive(member=request.user, address=str(request.user.email))
        messages.success(request, _("Mail reaches you again."))
        return _see_other("notices:preferences")
    if form is not None and form.errors:
        address_code.mistyped(request)
    status = 422 if form is not None and form.errors else 200
    return render(request, "notices/address.html", {"form": form, "page": "settings"}, status=status)


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
