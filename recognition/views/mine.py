"""What your help did: a page for one's own eyes, where one chooses what others may read."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from members.actions import pages
from recognition import queries
from recognition.actions import thanks as verbs
from recognition.models import Thanks
from recognition.queries.mine import received_of
from web.http import SeeOther, is_htmx, is_on, member_of, or_404, posting, signed_in


@never_cache
@require_safe
@signed_in
def mine(request: HttpRequest) -> HttpResponse:
    data = queries.words_of_thanks(
        member_of(request),
        at=request.GET.get("thanks", ""),
        change_at=request.GET.get("changes", ""),
    )
    return render(request, "recognition/mine.html", {"data": data, "page": "profile"})


@posting
def counts(request: HttpRequest) -> HttpResponse:
    """Switches the sentences with a number of people on the profile."""
    pages.show_counts(member=member_of(request), shown=is_on(request, "shown"))
    return SeeOther(reverse("recognition:mine") + "#counts")


@posting
def note(request: HttpRequest, pk: int) -> HttpResponse:
    """The receiver shows a note under the post and on their page, or not."""
    thanks = or_404(_load, pk)
    or_404(verbs.arrange, actor=member_of(request), thanks=thanks, note_shown=is_on(request, "shown"))
    return _row(request, pk)


@posting
def hidden(request: HttpRequest, pk: int) -> HttpResponse:
    """The receiver hides all of it, or shows it again."""
    thanks = or_404(_load, pk)
    or_404(verbs.arrange, actor=member_of(request), thanks=thanks, hidden=is_on(request, "hidden"))
    return _row(request, pk)


def _load(pk: int) -> Thanks:
    return Thanks.objects.select_related("post__member", "post__mask", "post__topic").get(pk=pk)


def _row(request: HttpRequest, pk: int) -> HttpResponse:
    if not is_htmx(request):
        return SeeOther(f"{reverse('recognition:mine')}#t{pk}")
    return render(request, "recognition/_received.html", {"row": received_of(pk), "fresh": True})
