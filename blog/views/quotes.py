"""The asker says whether an article may quote them."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from blog.actions import drafts
from blog.models import QuoteConsent, Text
from forum.rules import is_author
from web.http import member_of, signed_in


@never_cache
@require_http_methods(["GET", "POST"])
@signed_in
def quote(request: HttpRequest, pk: int) -> HttpResponse:
    related = ("member", "mask", "article__member", "article__mask", "post__topic")
    row = QuoteConsent.objects.select_related(*related).filter(pk=pk).first()
    if row is None or not is_author(member_of(request), row):
        raise Http404
    answer = request.POST.get("answer")
    if request.method == "POST" and answer in ("yes", "no"):
        drafts.answer_quote(actor=member_of(request), consent=row, given=answer == "yes")
        messages.success(request, _("Thank you. You can change your mind here at any time."))
        return HttpResponseRedirect(request.path, status=303)
    context = {"consent": row, "article": row.article, "text": _asked_about(row), "page": "blog"}
    return render(request, "blog/quote.html", context, status=422 if request.method == "POST" else 200)


def _asked_about(row: QuoteConsent) -> Text:
    """The text in which their words stand: what is published, or what is to come after it."""
    article = row.article
    return article.text if row.for_change else Text(article.title, article.standfirst, article.body)
