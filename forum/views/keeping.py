"""What a reader keeps: follow, save, how far they have read, a mask they do not want to read."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from forum import actions, rules
from forum.queries.topic import with_facts
from masks.models import Mask
from notices.actions.reading import read_topic
from web.http import SeeOther, is_htmx, is_on, member_of, or_404, posting, see_other


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


@posting
def reading(request: HttpRequest, id: int) -> HttpResponse:
    """How far the member has read: the page says so when it is opened."""
    member = member_of(request)
    topic = or_404(rules.load_topic, member, id)
    typed = request.POST.get("position", "")
    if typed.isascii() and typed.isdigit():
        actions.mark_read(actor=member, topic=topic, position=min(int(typed[:9]), topic.next_position))
        read_topic(member=member, topic=topic)
    return HttpResponse(status=204)


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
