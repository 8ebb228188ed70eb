"""What waits to be posted: changed, posted now, taken back, thrown away."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from forum.actions import scheduling
from forum.forms import AnswerForm, AskForm, MayWait
from forum.models import Post, Scheduled, Topic
from forum.queries import drafts
from forum.queries.scheduled import in_words
from forum.views.composer import preview_of
from forum.views.drafts import keep_draft_of, waiting
from forum.views.putting_off import as_initial, as_typed, place_of, says_something, waits, words_of
from members.models import Member
from members.rules import NotAllowed
from members.zones import spoken
from web.http import SeeOther, member_of, or_404, posting, see_other, signed_in
from web.refusal import beside_form


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def later(request: HttpRequest, id: int) -> HttpResponse:
    """The form of what waits, and what its buttons do."""
    member = member_of(request)
    row = Scheduled.objects.filter(member=member, pk=id).first()
    if row is None:
        return _gone(request, member, id)
    row.member = member
    if request.method != "POST":
        return _page(request, row, _form(row))
    try:
        return _sent(request, row)
    except Scheduled.DoesNotExist:
        return _gone(request, member, id)


def _form(row: Scheduled, said: QueryDict | None = None) -> MayWait:
    """Filled with what was sent, else with the draft of a change, else with what waits."""
    opens = row.topic_id is None
    if said is not None:
        return AskForm(said, viewer=row.member) if opens else AnswerForm(said)
    kept = drafts.draft(row.member, f"later:{row.pk}")
    begun = {**kept.data, "title": kept.title, "body": kept.body} if kept else {}
    initial = as_initial(row) | begun
    return AskForm(initial=initial, viewer=row.member) if opens else AnswerForm(initial=initial)


def _sent(request: HttpRequest, row: Scheduled) -> HttpResponse:
    """Raises Scheduled.DoesNotExist where it was posted meanwhile."""
    wish = request.POST.get("do", "later")
    if wish == "draft":
        typed = as_typed(request.POST, opens=row.topic_id is None)
        scheduling.take_back(actor=row.member, id=row.pk, **(typed if says_something(typed) else {}))
        return _taken_back(request)
    said = request.POST.copy()
    said["do"], said["as"] = wish, "me"
    form = _form(row, said)
    if wish == "preview" or not form.is_valid():
        wanted = wish == "preview"
        return _page(request, row, form, preview=preview_of(request) if wanted else "", status=200 if wanted else 422)
    try:
        return _done(request, row, form, wish)
    except NotAllowed as refusal:
        keep_draft_of(row.member, said, context=f"later:{row.pk}")
        form.add_error(place_of(refusal), str(refusal))
        return beside_form(_page(request, row, form), refusal)


def _done(request: HttpRequest, row: Scheduled, form: MayWait, wish: str) -> HttpResponse:
    said = form.cleaned_data
    if wish == "now":
        post = scheduling.post_now(actor=row.member, id=row.pk, **words_of(form))
        return SeeOther(post.get_absolute_url())
    times = {"day": said["later_day"], "hour": said["later_time"]}
    scheduling.change(actor=row.member, id=row.pk, **times, **words_of(form))
    return waits(request)


def _gone(request: HttpRequest, member: Member, id: int) -> HttpResponse:
    """It was posted while its form was open: a change that was sent is kept. Anything else: 404."""
    form = MayWait(request.POST)
    form.is_valid()
    key = form.cleaned_data.get("submit_key")
    if key is None or not Post.objects.filter(member=member, submit_key=key).exists():
        raise Http404
    keep_draft_of(member, request.POST, context=f"later:{id}")
    words = _("It was posted while you had it open. What you wrote in the form is kept among your drafts.")
    return see_other(request, reverse("forum:drafts"), words)


def _page(request: HttpRequest, row: Scheduled, form: MayWait, *, preview: str = "", status: int = 200) -> HttpResponse:
    listed = waiting(row.member, [row])[0]
    context = {
        "page": "profile",
        "row": row,
        "form": form,
        "preview": preview,
        "place": listed.place,
        "at": in_words(row.at, row.member) if row.at else "",
        "zone": spoken(row.member.time_zone),
        "draft": drafts.draft(row.member, f"later:{row.pk}"),
        "kinds": Topic.Kind.choices,
    }
    if isinstance(form, AskForm):
        spaces = list(form.spaces)
        chosen = next((one for one in spaces if one.slug == form["space"].value()), None)
        context |= {"spaces": spaces, "chosen_space": chosen}
    response = render(request, "forum/later.html", context, status=status)
    response["Cache-Control"] = "no-store"
    return response


# --- in the list -------------------------------------------------------------------------------------------------


@posting
def now(request: HttpRequest, id: int) -> HttpResponse:
    """Posts it at once."""
    post = or_404(scheduling.post_now, actor=member_of(request), id=id)
    return SeeOther(post.get_absolute_url())


@posting
def back(request: HttpRequest, id: int) -> HttpResponse:
    """It is not posted by itself any more."""
    or_404(scheduling.take_back, actor=member_of(request), id=id)
    return _taken_back(request)


def _taken_back(request: HttpRequest) -> HttpResponse:
    return see_other(
        request, reverse("forum:drafts"), _("It is not posted by itself any more. Your words are kept here.")
    )


@posting
def drop(request: HttpRequest, id: int) -> HttpResponse:
    """It goes for good."""
    or_404(scheduling.throw_away, actor=member_of(request), id=id)
    return see_other(request, reverse("forum:drafts"), _("It is gone."))
