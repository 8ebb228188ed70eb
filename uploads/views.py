"""Sending a picture, and looking at one."""

from __future__ import annotations

from csp.constants import HEADER
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotModified, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import parse_etags
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from forum.rules import reader
from members.models import Member
from members.rules import NotAllowed
from uploads import actions, files, queries, rules
from uploads.forms import ACCEPTED, FaceForm, PictureForm, markdown_of
from uploads.holders import Sight
from uploads.models import Picture
from web.http import is_htmx, member_of, or_404, see_other, signed_in
from web.refusal import UNPROCESSABLE, beside_form
from writing.pictures import address

TYPES = {"jpg": "image/jpeg", "webp": "image/webp", "avif": "image/avif"}
POLICY = "default-src 'none'; sandbox; frame-ancestors 'none'"
# A picture that everybody may see lies in browsers and proxies for as long as it may after it was hidden.
PUBLIC = "public, max-age=300"
OWN = {Sight.KEPT: "private, no-cache", Sight.UNKEPT: "private, no-store"}


# --- sending ---------------------------------------------------------------------------------------------


@signed_in
def new(request: HttpRequest) -> HttpResponse:
    """A page with one field, for whoever has no script; with a script the composer's dialog sends here."""
    if request.method != "POST" and is_htmx(request):
        return render(request, "uploads/_dialog.html", {"accepted": ACCEPTED})
    if request.method != "POST":
        return render(request, "uploads/new.html", {"form": PictureForm()})
    by_script = request.headers.get("Accept") == "application/json"
    return _taken_by_script(request) if by_script else _taken(request)


def _taken(request: HttpRequest) -> HttpResponse:
    form = PictureForm(request.POST, request.FILES)
    if not form.is_valid():
        return render(request, "uploads/new.html", {"form": form}, status=UNPROCESSABLE)
    try:
        picture = actions.take(actor=member_of(request), content=_content(request))
    except NotAllowed as refusal:
        form.add_error("picture", str(refusal))
        return beside_form(render(request, "uploads/new.html", {"form": form}), refusal)
    shape = queries.shape_of(picture)
    words = markdown_of(shape.name, form.words)
    return render(request, "uploads/sent.html", {"shape": shape, "alt": form.words, "markdown": words})


def _taken_by_script(request: HttpRequest) -> HttpResponse:
    try:
        picture = actions.take(actor=member_of(request), content=_content(request))
    except NotAllowed as refusal:
        return beside_form(JsonResponse({"sentence": str(refusal)}), refusal)
    shape = queries.shape_of(picture)
    small = address(shape.name, f"{shape.widths[0]}.jpg")
    return JsonResponse({"name": shape.name, "address": address(shape.name, "").rstrip("/"), "small": small})


@signed_in
def face(request: HttpRequest) -> HttpResponse:
    """The picture beside one's own name: shown, changed, taken away."""
    member = member_of(request)
    if request.method != "POST":
        return render(request, "uploads/face.html", {"form": FaceForm()})
    if request.POST.get("do") == "hide":
        actions.hide_face(actor=member)
        return see_other(request, reverse("uploads:face"), _("The letters of your name stand there again."))
    form = FaceForm(request.POST, request.FILES)
    if not form.is_valid():
        return render(request, "uploads/face.html", {"form": form}, status=UNPROCESSABLE)
    try:
        actions.show_face(actor=member, content=_content(request))
    except NotAllowed as refusal:
        form.add_error("picture", str(refusal))
        return beside_form(render(request, "uploads/face.html", {"form": form}), refusal)
    return see_other(request, reverse("uploads:face"), _("It stands beside your name now."))


@signed_in
def logo(request: HttpRequest) -> HttpResponse:
    """The picture beside the community's name: shown, changed, taken away once that was asked. For admins alone."""
    member = member_of(request)
    if not member.is_staff:
        raise Http404
    if request.method == "POST" and request.POST.get("do") == "ask":
        return render(request, "uploads/logo_removal.html")
    if request.method == "POST" and request.POST.get("do") == "hide":
        actions.hide_logo(by=member)
        return see_other(request, reverse("uploads:logo"), _("The bird stands there again."))
    form = FaceForm(request.POST, request.FILES) if request.method == "POST" else FaceForm()
    if form.is_valid():
        try:
            actions.show_logo(by=member, content=_content(request))
        except NotAllowed as refusal:
            form.add_error("picture", str(refusal))
            return beside_form(render(request, "uploads/logo.html", {"form": form}), refusal)
        return see_other(request, reverse("uploads:logo"), _("It stands beside the name now, on every page."))
    return render(request, "uploads/logo.html", {"form": form}, status=UNPROCESSABLE if form.is_bound else 200)


def _content(request: HttpRequest) -> bytes:
    """Of what is too large, something as large: it is refused by its size."""
    sent = request.FILES.get("picture")
    if sent is None:
        return b""
    content: bytes = sent.read()
    return content if len(content) == sent.size else content + b"\0"


# --- looking ---------------------------------------------------------------------------------------------


@require_safe
def file(request: HttpRequest, name: str, file: str) -> HttpResponse:
    """One file of a picture, for whoever may see it; for everybody else it does not exist."""
    picture = or_404(queries.load, name)
    if file not in picture.stored.files:
        raise Http404
    kept = _kept_how(request, picture)
    etag = f'"{name}-{file}"'
    if kept != OWN[Sight.UNKEPT] and etag in parse_etags(request.headers.get("If-None-Match", "")):
        return _with_headers(HttpResponseNotModified(), kept, etag)
    try:
        content = files.read(picture.stored.key, file)
    except FileNotFoundError:
        raise Http404 from None
    return _with_headers(HttpResponse(content, content_type=TYPES[file.rpartition(".")[2]]), kept, etag)


def _kept_how(request: HttpRequest, picture: Picture) -> str:
    """Who may keep a copy. What everybody sees is the same for everybody: it is not even asked who comes."""
    public = rules.sight(None, picture)
    if public == Sight.KEPT:
        return PUBLIC
    sight = max(public, rules.sight(_viewer(request), picture))
    if not sight:
        raise Http404
    return OWN[sight]


def _viewer(request: HttpRequest) -> Member | None:
    return reader(request.user)


def _with_headers(response: HttpResponse, kept: str, etag: str) -> HttpResponse:
    response["Cache-Control"] = kept
    if kept != OWN[Sight.UNKEPT]:
        response["ETag"] = etag
    if kept != PUBLIC:
        response["Cross-Origin-Resource-Policy"] = "same-origin"
    response["Content-Disposition"] = f'inline; filename="picture.{etag.strip(chr(34)).rpartition(".")[2]}"'
    response["X-Content-Type-Options"] = "nosniff"
    response[HEADER] = POLICY
    return response
