"""What the forms of topics and answers do with a time at which they are to be posted."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from forum.actions import scheduling
from forum.forms import AskForm, MayWait, split_tags
from forum.models import Scheduled
from forum.queries.scheduled import local
from forum.views.drafts import plain
from members.models import Member
from members.rules import NotAllowed
from web.http import see_other


def put_off(member: Member, form: MayWait, *, context: str) -> None:
    """Keeps the words of a valid form until the time that it says. Raises NotAllowed."""
    said = form.cleaned_data
    scheduling.schedule(
        actor=member,
        context=context,
        masked=form.masked,
        day=said["later_day"],
        hour=said["later_time"],
        submit_key=said["submit_key"],
        **words_of(form),
    )


def words_of(form: MayWait) -> dict[str, Any]:
    """What a valid form says, as `scheduling` keeps it."""
    said = form.cleaned_data
    if not isinstance(form, AskForm):
        return {"title": "", "body": said["body"], "data": {}}
    data = {name: said[name] for name in ("kind", "audience", "tags", "lang")} | {"space": said["space"].slug}
    return {"title": said["title"], "body": said["body"], "data": data}


def as_typed(said: QueryDict, *, opens: bool) -> dict[str, Any]:
    """The same of a form that nobody looked through: what is taken back need not be whole. `opens`: a topic."""
    title, body = (plain(said.get(name, "")) for name in ("title", "body"))
    if not opens:
        return {"title": "", "body": body, "data": {}}
    data = {name: plain(said.get(name, ""))[:200] for name in ("kind", "audience", "lang", "space")}
    return {"title": title, "body": body, "data": data | {"tags": split_tags(plain(said.get("tags", ""))[:200])}}


def says_something(typed: dict[str, Any]) -> bool:
    return bool(typed["title"].strip() or typed["body"].strip())


def as_initial(row: Scheduled) -> dict[str, Any]:
    """What the form of a kept row is filled with."""
    data = row.data | {"tags": ", ".join(row.data.get("tags", []))}
    there = local(row.at, row.member) if row.at else None
    time = {"later_day": f"{there:%Y-%m-%d}", "later_time": f"{there:%H:%M}"} if there else {}
    return {**data, **time, "title": row.title, "body": row.body, "submit_key": row.submit_key}


def place_of(refusal: NotAllowed) -> str | None:
    """The field beside which a refusal stands; None: above the form."""
    return "later_day" if isinstance(refusal, scheduling.NoTime) else None


def waits(request: HttpRequest) -> HttpResponse:
    return see_other(request, f"{reverse('forum:drafts')}#waiting", _("It is posted at the time that you chose."))
