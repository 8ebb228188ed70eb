"""The addresses of the installation and three more that nobody should ever write: what they are told becomes SQL."""

from __future__ import annotations

from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.urls import path

from community.urls import urlpatterns as ours


def answered(sql: str) -> HttpResponse:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return HttpResponse("\n".join(str(row[0]) for row in cursor.fetchall()))


def in_quotes(request: HttpRequest) -> HttpResponse:
    return answered(f"SELECT handle FROM members_member WHERE handle = '{request.GET['planted']}'")  # noqa: S608  it is planted to be found


def as_a_number(request: HttpRequest) -> HttpResponse:
    return answered(f"SELECT title FROM forum_topic WHERE id = {request.POST['planted']}")  # noqa: S608  it is planted to be found


def as_an_order(request: HttpRequest) -> HttpResponse:
    return answered(f"SELECT title FROM forum_space ORDER BY {request.GET['planted']}")  # noqa: S608  it is planted to be found


PLANTED = {in_quotes: "get", as_a_number: "post", as_an_order: "get"}
urlpatterns = [*ours, *(path(f"planted/{view.__name__}/", view, name=view.__name__) for view in PLANTED)]
