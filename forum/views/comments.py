"""Comments: a page of its own without the script, a fragment with it."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from forum import actions, limits, quoting, rules
from forum.actions import delete as take_back
from forum.actions import scheduling
from forum.actions.drafts import discard
from forum.forms import AnswerForm, CommentEditForm, CommentForm
from forum.models import Comment, Post
from forum.queries import drafts
from forum.queries.topic import one_post
from forum.views.common import check_address, no_store_if_sensitive
from forum.views.drafts import keep_draft_of
from forum.views.posts import fragment, said_when_saved
from forum.views.topics import page_context
from members.models import Member
from members.rules import NotAllowed
from web.http import SeeOther, is_htmx, member_of, or_404, posting, see_other, signed_in
from web.refusal import beside_form


@signed_in
def comments(request: HttpRequest, id: int) -> HttpResponse:
    """The form for a comment under a post, and what it does."""
    member = member_of(request)
    post = or_404(rules.load_post, member, id)
    if request.method != "POST":
        rules.may_comment(member, post)
        return _form(request, member, post, _fresh(request, member, post))
    if request.POST.get("do") == "draft":
        keep_draft_of(member, request.POST, context=f"comment:{post.pk}")
        return see_other(request, post.get_absolute_url(), _("Your words are kept."))
    form = CommentForm(request.POST)
    if not form.is_valid():
        return _form(request, member, post, form, status=422)
    return _posted(request, member, post, form)


def _posted(request: HttpRequest, member: Member, post: Post, form: CommentForm) -> HttpResponse:
    said = form.cleaned_data
    try:
        check_address(limits.COMMENTS_PER_ADDRESS, request, masked=form.masked)
        if form.masked:
            scheduling.may_wear_a_mask(member, post.topic)
        made = actions.comment(
            actor=member, post=post, body=said["body"], masked=form.masked, submit_key=said["submit_key"]
        )
    except NotAllowed as refusal:
        form.add_error(None, str(refusal))
        return beside_form(_form(request, member, post, form), refusal)
    if is_htmx(request):
        return fragment(request, one_post(viewer=member, post_id=post.pk))
    return SeeOther(_address(made, post))


def _address(comment: Comment, post: Post) -> str:
    return post.get_absolute_url().partition("#")[0] + f"#c{comment.pk}"


def _fresh(request: HttpRequest, member: Member, post: Post) -> CommentForm:
    draft = drafts.draft(member, f"comment:{post.pk}")
    masked = draft.masked if draft else rules.worn(member, post.topic) is not None
    body = draft.body if draft else ""
    if request.GET.get("quote") == str(post.pk):
        body = quoting.after(body, quoting.quotation(post, most=quoting.IN_A_COMMENT))
    return CommentForm(initial={"body": body, "draft": draft}, masked=masked)


def _form(
    request: HttpRequest, member: Member, post: Post, form: CommentForm | AnswerForm, *, status: int = 200
) -> HttpResponse:
    page = one_post(viewer=member, post_id=post.pk)
    kept = drafts.draft(member, f"comment:{post.pk}") if form.is_bound else form.initial.get("draft")
    context: dict[str, Any] = page_context(page) | {"row": page.rows[0], "form": form, "draft": kept}
    template = "forum/_comment_form.html" if is_htmx(request) else "forum/comment.html"
    return no_store_if_sensitive(render(request, template, context, status=status), post.topic.space)


@signed_in
def edit(request: HttpRequest, id: int) -> HttpResponse:
    """Changes a comment of one's own."""
    member = member_of(request)
    comment = or_404(rules.load_comment, member, id)
    rules.may_edit(member, comment)
    draft = drafts.draft(member, f"comment-edit:{comment.pk}")
    body = draft.body if draft else comment.body
    form = CommentEditForm(request.POST if request.method == "POST" else None, initial={"body": body})
    if form.is_valid():
        try:
            actions.edit_comment(actor=member, comment=comment, body=form.cleaned_data["body"])
            discard(actor=member, context=f"comment-edit:{comment.pk}")
            return see_other(request, _address(comment, comment.post), said_when_saved(comment))
        except NotAllowed as refusal:
            form.add_error("body", str(refusal))
    topic = comment.post.topic
    context = {"comment": comment, "topic": topic, "form": form, "draft": draft, "page": "spaces"}
    response = render(request, "forum/comment_edit.html", context, status=422 if form.is_bound else 200)
    return no_store_if_sensitive(response, topic.space)


@posting
def deletion(request: HttpRequest, id: int) -> HttpResponse:
    member = member_of(request)
    comment = or_404(rules.load_comment, member, id)
    take_back(actor=member, row=comment)
    return see_other(request, comment.post.get_absolute_url(), _("Your reply is taken back."))


@posting
def restoration(request: HttpRequest, id: int) -> HttpResponse:
    member = member_of(request)
    comment = or_404(rules.load_comment, member, id)
    actions.restore(actor=member, row=comment)
    return SeeOther(_address(comment, comment.post))
