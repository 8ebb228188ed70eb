"""Inviting the author of an answer, and the author's reply."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from blog import rules
from blog.actions import invitations
from blog.forms import AnswerForm, InviteForm
from blog.models import ArticleInvitation
from forum.models import Post, Topic
from forum.rules import is_author, load_post
from members.models import Member
from members.rules import NotAllowed
from web.http import member_of, posts_only, signed_in


@require_http_methods(["GET", "POST"])
@signed_in
def invite(request: HttpRequest, post_id: int) -> HttpResponse:
    """In a dialog, or on a page of its own."""
    moderator = member_of(request)
    post = _load_post(moderator, post_id)
    rules.may_invite(moderator, post)
    form = InviteForm(request.POST or None, initial={"message": _suggested(post)})
    if request.method == "POST" and form.is_valid():
        invitations.invite(moderator=moderator, post=post, **form.cleaned_data)
        messages.success(request, _("Invited. Yes, later or no is theirs to say, and nobody else sees which."))
        return HttpResponseRedirect(reverse("moderation:desk"), status=303)
    context = {"form": form, "post": post, "page": "desk"}
    return render(request, "blog/invite.html", context, status=422 if form.errors else 200)


def _load_post(viewer: Member, pk: int) -> Post:
    try:
        return load_post(viewer, pk)
    except (Post.DoesNotExist, Topic.DoesNotExist):
        raise Http404 from None


def _suggested(post: Post) -> str:
    words = _(
        "Hello %(name)s, your answer keeps helping people. Would you like to turn it into a post? We would help "
        "with the editing, and under which name it stands is your choice."
    )
    return words % {"name": post.author.shown_name}


@never_cache
@require_http_methods(["GET", "POST"])
@signed_in
def invitation(request: HttpRequest, pk: int) -> HttpResponse:
    """The author's page: yes, later or no."""
    author = member_of(request)
    row = _load(author, pk)
    form = AnswerForm(request.POST or None, row=row)
    if request.method == "POST" and form.is_valid():
        try:
            return _answered(request, row, form)
        except NotAllowed as refusal:
            form.add_error(None, str(refusal))
    context = {"form": form, "invitation": row, "page": "blog"}
    return render(request, "blog/invitation.html", context, status=422 if form.errors else 200)


def _load(viewer: Member, pk: int) -> ArticleInvitation:
    related = ("invited_by", "member", "mask", "post__topic__space", "post__member", "post__mask", "article")
    row = ArticleInvitation.objects.select_related(*related).filter(pk=pk).first()
    if row is None or not is_author(viewer, row):
        raise Http404
    return row


def _answered(request: HttpRequest, row: ArticleInvitation, form: AnswerForm) -> HttpResponse:
    author, given = member_of(request), form.cleaned_data
    if given["answer"] == "yes":
        article = invitations.accept(
            actor=author, invitation=row, byline=given["byline"], byline_words=given["byline_words"]
        )
        messages.success(request, _("Thank you. This is your draft: your answer, as it stands."))
        return HttpResponseRedirect(reverse("blog:draft", args=[article.pk]), status=303)
    invitations.decline(actor=author, invitation=row, for_good=given["answer"] == "no")
    messages.success(request, _("That’s fine. Nobody else sees what you said."))
    return HttpResponseRedirect(reverse("blog:drafts"), status=303)


@posts_only
@signed_in
def invitation_withdrawal(request: HttpRequest, pk: int) -> HttpResponse:
    """A moderator takes an unanswered invitation back."""
    row = ArticleInvitation.objects.select_related("post__topic__space").filter(pk=pk).first()
    if row is None or not rules.may_know_invitation(member_of(request), row):
        raise Http404
    invitations.withdraw_invitation(moderator=member_of(request), invitation=row)
    messages.success(request, _("Taken back."))
    return HttpResponseRedirect(reverse("moderation:desk"), status=303)
