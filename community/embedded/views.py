"""The local page of sent mails. Everything but the printed address is a page that does not exist."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.crypto import constant_time_compare
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from community.embedded import mail


def check(token: str) -> None:
    expected = settings.LOCAL_MAIL_TOKEN
    if not (settings.EMBEDDED and expected and constant_time_compare(token, expected)):
        raise Http404


@never_cache
@require_safe
def mails(request: HttpRequest, token: str) -> HttpResponse:
    check(token)
    return render(request, "embedded/mails.html", {"mails": mail.latest(), "token": token})


@never_cache
@require_safe
def one_mail(request: HttpRequest, token: str, name: str) -> HttpResponse:
    check(token)
    found = mail.find(name)
    if found is None:
        raise Http404
    return render(request, "embedded/mail.html", {"mail": found, "token": token})
