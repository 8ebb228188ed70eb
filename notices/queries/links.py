"""Where a notice leads."""

from __future__ import annotations

from django.urls import NoReverseMatch, reverse

from forum.models import Topic
from notices.models import Notice

# Kinds that lead to a page of another app; its address is looked up when it is needed.
PAGES = {
    "hello": "members:profile",
    "mentor_declined": "mentorship:home",
    "mentor_passed_on": "mentorship:home",
    "stay": "members:stay",
    "approved": "/",
}


def target(notice: Notice) -> str:
    """The path of the page that the notice is about; the list of notices where there is none."""
    if path := notice.data.get("path"):
        return str(path)
    if notice.kind in PAGES:
        return _page(notice)
    if notice.post is not None and notice.topic is not None:
        return f"{notice.topic.get_absolute_url()}?post={notice.post_id}#p{notice.post_id}"
    if notice.topic is not None:
        return notice.topic.get_absolute_url()
    return reverse("notices:list")


def quiet(path: str, topic: Topic | None) -> str:
    """The same page by an address without the topic's title: a mail does not name the matter, not even in a link."""
    return path.replace(topic.get_absolute_url(), reverse("forum:topic", args=[topic.pk, "-"])) if topic else path


def _page(notice: Notice) -> str:
    name = PAGES[notice.kind]
    if name.startswith("/"):
        return name
    try:
        own = [notice.member.handle] if notice.kind == "hello" and notice.member is not None else []
        return reverse(name, args=own)
    except NoReverseMatch:
        return reverse("notices:list")
