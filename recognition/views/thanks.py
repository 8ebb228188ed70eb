"""Thanking for a post and taking it back, under the post itself or on a page of its own."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods
from django_htmx.http import reswap, retarget

from forum import limits, rules
from forum.actions.drafts import discard
from forum.actions.scheduling import may_wear_a_mask
from forum.drafting import DraftText
from forum.models import Post
from forum.queries.drafts import draft
from members.rules import NotAllowed
from recognition.actions import thanks as verbs
from recognition.forms import ThanksForm
from recognition.queries.lines import line_for
from recognition.rules import may_thank
from web.http import SeeOther, address_of, is_htmx, member_of, or_404, posting, signed_in
from web.refusal import beside_form


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def thanks(request: HttpRequest, pk: int) -> HttpResponse:
    member = member_of(request)
    post = or_404(rules.load_post, member, pk)
    context = f"thanks:{post.pk}"
    if request.method != "POST":
        may_thank(member, post)
        kept = draft(member, context)
        initial = {"note": kept.body, "masked": kept.masked} if kept else None
        return _form(request, post, ThanksForm(initial=initial), kept)
    form = ThanksForm(request.POST or None)
    if not form.is_valid():
        return _form(request, post, form, draft(member, context), status=422)
    try:
        if form.cleaned_data["masked"]:
            may_wear_a_mask(member, post.topic)
        else:
            limits.check_address(limits.THANKS_PER_ADDRESS, address_of(request))
        verbs.give(actor=member, post=post, **form.cleaned_data)
        discard(actor=member, context=context)
    except NotAllowed as refusal:
        form.add_error(None, str(refusal))
        return beside_form(_form(request, post, form, draft(member, context)), refusal)
    return _done(request, post, _("Sent. Your words stand under theirs."))


@posting
def withdrawal(request: HttpRequest, pk: int) -> HttpResponse:
    post = or_404(rules.load_post, member_of(request), pk)
    verbs.withdraw(actor=member_of(request), post=post)
    return _done(request, post, _("Taken back."))


def _done(request: HttpRequest, post: Post, words: str) -> HttpResponse:
    if is_htmx(request):
        return render(request, "recognition/_changed.html", _context(request, post) | {"fresh": True})
    messages.success(request, words)
    return SeeOther(post.get_absolute_url())


def _form(
    request: HttpRequest, post: Post, form: ThanksForm, kept: DraftText | None, *, status: int = 200
) -> HttpResponse:
    """The form with what was typed: in its place under the post, or as a page."""
    context = _context(request, post) | {"form": form, "draft": kept}
    if not is_htmx(request):
        return render(request, "recognition/thank.html", context, status=status)
    answer = render(request, "recognition/_thank_form.html", context | {"open": True}, status=status)
    return reswap(retarget(answer, f"#thank-{post.pk}"), "outerHTML")


def _context(request: HttpRequest, post: Post) -> dict[str, Any]:
    return {"post": post, "line": line_for(post, member_of(request))}
