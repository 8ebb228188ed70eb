"""Answering, changing, taking back; what an answer changed for the asker; earlier versions."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from forum import actions, limits, rules
from forum.actions import delete as take_back
from forum.actions import scheduling
from forum.actions.drafts import discard
from forum.drafting import DraftText
from forum.forms import AnswerForm, EditForm, HelpedForm, split_tags
from forum.models import Post, Row, Status, Topic
from forum.queries import drafts
from forum.queries.topic import TopicPage, last_page, one_post, topic_page
from forum.queries.versions import versions_of
from forum.views import other_apps
from forum.views.common import check_address, no_store_if_sensitive
from forum.views.composer import hints_for, preview_of
from forum.views.drafts import keep_draft_of
from forum.views.putting_off import place_of, put_off, waits
from forum.views.topics import page_context
from members.models import Member
from members.rules import NotAllowed
from nudges.actions import after_helped
from web.http import SeeOther, is_htmx, member_of, or_404, posting, see_other, signed_in
from web.refusal import beside_form


@posting
def answer(request: HttpRequest, id: int) -> HttpResponse:
    """Posts an answer, keeps it as a draft, or shows how it would look."""
    member = member_of(request)
    topic = or_404(rules.load_topic, member, id)
    form, wish = AnswerForm(request.POST), request.POST.get("do", "post")
    if wish == "draft":
        keep_draft_of(member, request.POST, context=f"topic:{topic.pk}")
        return see_other(request, f"{topic.get_absolute_url()}#reply", _("Your words are kept."))
    if wish == "preview" or not form.is_valid():
        preview = preview_of(request) if wish == "preview" else ""
        return _again(request, member, topic, form, preview=preview, status=200 if preview else 422)
    said = form.cleaned_data
    try:
        check_address(limits.POSTS_PER_ADDRESS, request, masked=form.masked)
        if wish == "later":
            put_off(member, form, context=f"topic:{topic.pk}")
            return waits(request)
        if form.masked:
            scheduling.may_wear_a_mask(member, topic)
        post = actions.answer(
            actor=member, topic=topic, body=said["body"], masked=form.masked, submit_key=said["submit_key"]
        )
    except NotAllowed as refusal:
        keep_draft_of(member, request.POST, context=f"topic:{topic.pk}")
        form.add_error(place_of(refusal), str(refusal))
        return beside_form(_again(request, member, topic, form), refusal)
    return SeeOther(post.get_absolute_url())


def _again(
    request: HttpRequest, member: Member, topic: Topic, form: AnswerForm, *, preview: str = "", status: int = 200
) -> HttpResponse:
    """The form with what was typed, on a page of its own or as a fragment."""
    page = topic_page(viewer=member, topic_id=topic.pk, number=last_page(topic))
    hints = hints_for(member, request.POST) if preview else []
    kept = drafts.draft(member, f"topic:{topic.pk}")
    context = page_context(page) | {"form": form, "preview": preview, "hints": hints, "draft": kept}
    return no_store_if_sensitive(render(request, "forum/answer.html", context, status=status), topic.space)


@signed_in
def edit(request: HttpRequest, id: int) -> HttpResponse:
    """Another version of one's own post."""
    member = member_of(request)
    post = or_404(rules.load_post, member, id)
    rules.may_edit(member, post)
    if request.method != "POST":
        kept = drafts.draft(member, f"edit:{post.pk}")
        return _editor(request, post, EditForm(initial=_as_it_stands(post) | _as_drafted(kept)), draft=kept)
    form = EditForm(request.POST)
    if request.POST.get("do") == "preview" or not form.is_valid():
        wanted = request.POST.get("do") == "preview"
        preview = preview_of(request) if wanted else ""
        return _editor(request, post, form, preview=preview, status=200 if wanted else 422)
    return _edited(request, member, post, form)


def _edited(request: HttpRequest, member: Member, post: Post, form: EditForm) -> HttpResponse:
    said = form.cleaned_data
    of_topic = {"title": said["title"], "tags": split_tags(said["tags"])} if post.is_opening else {}
    try:
        actions.edit(actor=member, post=post, body=said["body"], base=said["base"], reason=said["reason"], **of_topic)
    except actions.Outdated as outdated:
        return _editor(request, outdated.post, form, newer=outdated.post, status=409)
    except NotAllowed as refusal:
        form.add_error(None, str(refusal))
        return beside_form(_editor(request, post, form), refusal)
    discard(actor=member, context=f"edit:{post.pk}")
    stands = or_404(rules.load_post, member, post.pk)
    return see_other(request, stands.get_absolute_url(), said_when_saved(stands))


def said_when_saved(row: Row) -> str:
    """Something that a moderator has hidden does not stand where others read it."""
    return _("Saved. A moderator reads it before anybody else does.") if row.status == Status.HIDDEN else ""


def _as_it_stands(post: Post) -> dict[str, Any]:
    tags = ", ".join(post.topic.tags.order_by("name").values_list("name", flat=True)) if post.is_opening else ""
    return {"body": post.body, "base": post.revision_count, "title": post.topic.title, "tags": tags}


def _as_drafted(kept: DraftText | None) -> dict[str, Any]:
    """What they changed already and have not saved. Its base says whether the post was changed since."""
    return {} if kept is None else {**kept.data, "body": kept.body} | ({"title": kept.title} if kept.title else {})


def _editor(request: HttpRequest, post: Post, form: EditForm, **more: Any) -> HttpResponse:
    """The editor. `newer` is the post as somebody else has saved it meanwhile: both texts are shown."""
    status = more.pop("status", 200)
    base = post.revision_count if more.get("newer") else form["base"].value()
    if "draft" not in more:
        more["draft"] = drafts.draft(member_of(request), f"edit:{post.pk}")
    context = {"post": post, "topic": post.topic, "form": form, "base": base, "page": "spaces", **more}
    response = render(request, "forum/edit.html", context, status=status)
    response["Cache-Control"] = "no-store"
    return response


@posting
def deletion(request: HttpRequest, id: int) -> HttpResponse:
    """Takes a post of one's own back."""
    member = member_of(request)
    post = or_404(rules.load_post, member, id)
    waited = post.visible_from is not None
    take_back(actor=member, row=post)
    words = _("Taken back before anybody read it. Your words are in your drafts.") if waited else _("Taken back.")
    if waited and post.is_opening:
        return see_other(request, reverse("forum:drafts"), words)
    return see_other(request, post.get_absolute_url(), words)


@posting
def restoration(request: HttpRequest, id: int) -> HttpResponse:
    """Puts it back."""
    member = member_of(request)
    post = or_404(rules.load_post, member, id)
    actions.restore(actor=member, row=post)
    return see_other(request, post.get_absolute_url(), _("It stands again."))


@posting
def helped(request: HttpRequest, id: int) -> HttpResponse:
    """The asker says that this answer helped, or takes that back (`on=0`)."""
    member = member_of(request)
    post = or_404(rules.load_post, member, id)
    form = HelpedForm(request.POST)
    if request.POST.get("on", "1") == "0":
        actions.unmark_helped(actor=member, post=post)
    elif form.is_valid():
        actions.mark_helped(actor=member, post=post, what_changed=form.cleaned_data["what_changed"])
        after_helped.offer(member=member, topic=post.topic)
    if not is_htmx(request):
        return SeeOther(post.get_absolute_url().replace("#", "&helped=1#"))
    page = one_post(viewer=member, post_id=post.pk)
    return fragment(request, page, suggestion=other_apps.offered(page, just_marked=page.rows[0].post.helped))


def fragment(request: HttpRequest, page: TopicPage, **more: Any) -> HttpResponse:
    """One post as it stands now."""
    context = page_context(page) | {"row": page.rows[0], "is_fragment": True, **more}
    return no_store_if_sensitive(render(request, "forum/_post.html", context), page.topic.space)


@require_safe
def versions(request: HttpRequest, id: int) -> HttpResponse:
    """What a post said earlier, and what each change changed."""
    viewer = rules.reader(request.user)
    post = or_404(rules.load_post, viewer, id)
    sees_all = rules.is_author(viewer, post) or rules.tends(viewer, post.topic.space)
    if post.status != Status.VISIBLE and not sees_all:
        rules.may_tend(member_of(request), post.topic.space)
    versions = versions_of(post, all=sees_all)
    context = {"post": post, "topic": post.topic, "versions": versions, "page": "spaces"}
    return no_store_if_sensitive(render(request, "forum/versions.html", context), post.topic.space)
