"""What a reader keeps: follow, save, how far they have read, a mask they do not want to read."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from forum import actions, rules
from forum.actions import keeping, reminders
from forum.forms import ReminderForm
from forum.keyboard import KEYS, WRITING
from forum.models import Bookmark, Post, Topic
from forum.queries.topic import with_facts
from forum.queries.unread import first_unread
from masks.models import Mask
from members.rules import NotAllowed
from members.zones import zone
from notices.actions.reading import read_topic
from web.http import SeeOther, is_htmx, is_on, member_of, or_404, posting, see_other, signed_in


@posting
def follow(request: HttpRequest, id: int) -> HttpResponse:
    """Follows a topic, or stops following it (`on=0`)."""
    member = member_of(request)
    topic = or_404(rules.load_topic, member, id)
    (actions.follow if is_on(request) else actions.unfollow)(actor=member, topic=topic)
    if not is_htmx(request):
        return SeeOther(topic.get_absolute_url())
    topic = rules.load_topic(member, id, topics=with_facts(member))
    return render(request, "forum/_follow.html", {"topic": topic})


@posting
def bookmark(request: HttpRequest, id: int) -> HttpResponse:
    """Saves a post for later, or lets it go (`on=0`)."""
    member = member_of(request)
    post = or_404(rules.load_post, member, id)
    on = is_on(request)
    (actions.save if on else actions.unsave)(actor=member, post=post)
    if not is_htmx(request):
        return SeeOther(post.get_absolute_url())
    return render(request, "forum/_save.html", {"post": post, "saved": on})


@signed_in
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def reminder(request: HttpRequest, id: int) -> HttpResponse:
    """On which day a saved post is shown again; `forget` for none."""
    member = member_of(request)
    post = or_404(rules.load_post, member, id)
    if "forget" in request.POST:
        reminders.forget(actor=member, post=post)
        return see_other(request, post.get_absolute_url(), _("You are not reminded of this."))
    today = timezone.now().astimezone(zone(member.time_zone)).date()
    form = ReminderForm(request.POST if request.method == "POST" else None, today=today)
    if form.is_valid():
        try:
            reminders.remind(actor=member, post=post, day=form.chosen)
        except NotAllowed as refusal:
            form.add_error("day", str(refusal))
        else:
            return see_other(request, post.get_absolute_url(), _("You see this again on the day that you chose."))
    saved = Bookmark.objects.filter(member=member, post=post).first()
    context = {"form": form, "post": post, "remind_at": saved.remind_at if saved else None}
    return render(request, "forum/reminder.html", context, status=422 if form.errors else 200)


@posting
def reading(request: HttpRequest, id: int) -> HttpResponse:
    """How far the member has read: up to a `post` or a `position`; and where they went on from, as it was before that.

    Answers with `unread`, the id of the first post that they have not read, and `href`, where it stands; {} for none.
    """
    member = member_of(request)
    topic = or_404(rules.load_topic, member, id)
    post = first_unread(member, topic)
    position = _position(request, topic)
    if position is not None:
        actions.mark_read(actor=member, topic=topic, position=position)
    read_topic(member=member, topic=topic)
    if post is None:
        return JsonResponse({})
    return JsonResponse({"unread": post.pk, "href": f"{topic.get_absolute_url()}?post={post.pk}#p{post.pk}"})


def _position(request: HttpRequest, topic: Topic) -> int | None:
    """None for what is no post of the topic and no position."""
    if (post_id := _number(request, "post")) is not None:
        return Post.objects.filter(topic=topic, pk=post_id).values_list("position", flat=True).first()
    position = _number(request, "position")
    return None if position is None else min(position, topic.next_position)


def _number(request: HttpRequest, name: str) -> int | None:
    typed = request.POST.get(name, "")
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 19 else None


@signed_in
@require_safe
def keyboard(request: HttpRequest) -> HttpResponse:
    """Which key leads where, and the switch that turns them off."""
    return render(request, "forum/keyboard.html", {"keys": KEYS, "writing": WRITING})


@posting
def all_read(request: HttpRequest) -> HttpResponse:
    """All that the member has opened counts as read, or as it was before (`on=0`)."""
    member = member_of(request)
    if not is_on(request):
        keeping.mark_unread_again(actor=member)
        return see_other(request, reverse("forum:following"), _("All is as it was before."))
    marked = keeping.mark_all_read(actor=member)
    return SeeOther(f"{reverse('forum:following')}?marked={marked}")


@posting
def mute(request: HttpRequest, mask: str) -> HttpResponse:
    """Folds what one mask writes in its topic, for this reader, or unfolds it (`on=0`)."""
    member = member_of(request)
    muted = or_404(Mask.objects.get, pk=mask)
    topic = or_404(rules.load_topic, member, muted.topic_id)
    on = is_on(request)
    (actions.mute_mask if on else actions.unmute_mask)(actor=member, mask=muted)
    words = _("You see %(name)s folded in this topic.") if on else _("You read %(name)s again.")
    return see_other(request, topic.get_absolute_url(), words % {"name": muted.shown_name})
