"""Where author and moderator write on one text until the author says yes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from blog.actions import changes, drafts, publishing
from blog.forms import BylineForm, DraftForm, RevisionForm
from blog.models import Article
from blog.queries.desk import drafts_for, invitations_for, invitations_sent, load_draft
from blog.queries.workshop import versions, workshop
from forum.actions.drafts import discard
from forum.drafting import DraftText
from forum.queries import drafts as unsaved
from members.models import Member
from members.rules import NotAllowed
from web.http import member_of, posts_only, signed_in
from writing.diff import diff


@never_cache
@require_GET
@signed_in
def index(request: HttpRequest) -> HttpResponse:
    viewer = member_of(request)
    context = {
        "drafts": drafts_for(viewer),
        "invitations": invitations_for(viewer),
        "sent": invitations_sent(viewer),
        "page": "blog",
    }
    return render(request, "blog/drafts.html", context)


@never_cache
@require_http_methods(["GET", "POST"])
@signed_in
def draft(request: HttpRequest, pk: int) -> HttpResponse:
    editor = member_of(request)
    article = _load(editor, pk)
    if request.method == "GET":
        kept = unsaved.draft(editor, f"article:{article.pk}")
        return _page(
            request, article, DraftForm(initial=_as_it_stands(article) | _as_drafted(kept, article)), draft=kept
        )
    form = DraftForm(request.POST)
    if not form.is_valid():
        return _page(request, article, form, status=422)
    try:
        drafts.write(editor=editor, article=article, **form.cleaned_data)
    except drafts.EditedMeanwhile as conflict:
        return _conflict(request, conflict, form)
    except NotAllowed as refusal:
        form.add_error(None, str(refusal))
        return _page(request, article, form, status=422)
    discard(actor=editor, context=f"article:{article.pk}")
    messages.success(request, _("Saved as a new version."))
    return HttpResponseRedirect(request.path, status=303)


def _as_it_stands(article: Article) -> dict[str, Any]:
    rest = {"quotes_asker": article.text_quotes, "based_on": article.revision_count}
    return article.text._asdict() | rest


def _as_drafted(kept: DraftText | None, article: Article) -> dict[str, Any]:
    """What they changed and have not saved; on which version, so that a newer one is not overwritten."""
    return {} if kept is None else {**kept.data, "title": kept.title or article.text.title, "body": kept.body}


def _conflict(request: HttpRequest, conflict: drafts.EditedMeanwhile, form: DraftForm) -> HttpResponse:
    """Both texts on one page; the next save is upon the newest version."""
    article = conflict.article
    kept = DraftForm(initial={**form.cleaned_data, "based_on": article.revision_count})
    more = {"conflict": str(conflict), "theirs": diff(article.text.body, form.cleaned_data["body"])}
    return _page(request, article, kept, status=409, **more)


def _page(request: HttpRequest, article: Article, form: DraftForm, status: int = 200, **more: object) -> HttpResponse:
    viewer = member_of(request)
    if "draft" not in more:
        more["draft"] = unsaved.draft(viewer, f"article:{article.pk}")
    context = {"form": form, "page": "blog", **workshop(viewer, article), **more}
    context["byline_form"] = BylineForm(
        row=article, initial={"byline": article.byline, "byline_words": article.byline_words}
    )
    return render(request, "blog/draft.html", context, status=status)


@never_cache
@require_GET
@signed_in
def history(request: HttpRequest, pk: int) -> HttpResponse:
    """Every version, with what it changed."""
    article = _load(member_of(request), pk)
    context = {"article": article, "versions": versions(article), "page": "blog"}
    return render(request, "blog/versions.html", context)


@posts_only
@signed_in
def byline(request: HttpRequest, pk: int) -> HttpResponse:
    author = member_of(request)
    article = _load(author, pk)
    form = BylineForm(request.POST, row=article)
    if not form.is_valid():
        raise NotAllowed(_("Please choose under which name it should stand."))
    drafts.change_byline(actor=author, article=article, **form.cleaned_data)
    messages.success(request, _("Changed."))
    return _to_draft(article)


Said = Promise | str | Callable[[Article], str]


def _step(act: Callable[[Member, Article, int], object], said: Said) -> Callable[..., HttpResponse]:
    """A view that takes one step with exactly the version that its form names."""

    @posts_only
    @signed_in
    def view(request: HttpRequest, pk: int) -> HttpResponse:
        member = member_of(request)
        article = _load(member, pk)
        form = RevisionForm(request.POST)
        if not form.is_valid():
            raise NotAllowed(_("Please open the page again: it does not say which version you mean."))
        act(member, article, form.cleaned_data["revision"])
        messages.success(request, said(_load(member, pk)) if callable(said) else str(said))
        return _to_draft(article)

    return view


def _approved(article: Article) -> str:
    if article.stands == Article.State.PUBLISHED:
        return _("Approved. Everybody reads exactly this text now.")
    return _("Approved. A moderator can publish exactly this text now.")


proposal = _step(
    lambda member, article, revision: drafts.propose(moderator=member, article=article, revision=revision),
    _lazy("Sent to the author."),
)
approval = _step(
    lambda member, article, revision: drafts.approve(actor=member, article=article, revision=revision),
    _approved,
)
publication = _step(
    lambda member, article, revision: publishing.publish(moderator=member, article=article), _lazy("Published.")
)
dropped_change = _step(
    lambda member, article, revision: changes.drop_change(actor=member, article=article),
    _lazy("Dropped. What is published stays as it is."),
)
withdrawal = _step(
    lambda member, article, revision: publishing.withdraw(actor=member, article=article),
    _lazy("Taken down. Nobody can read it any more."),
)
reopening = _step(
    lambda member, article, revision: publishing.reopen(actor=member, article=article), _lazy("It is a draft again.")
)


def _to_draft(article: Article) -> HttpResponse:
    return HttpResponseRedirect(reverse("blog:draft", args=[article.pk]), status=303)


def _load(viewer: Member, pk: int) -> Article:
    try:
        return load_draft(viewer, pk)
    except Article.DoesNotExist:
        raise Http404 from None
