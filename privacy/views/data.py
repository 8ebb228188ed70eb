"""One's own data: take it along, put it right, leave."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from privacy.queries import exports
from web.http import member_of, signed_in

# Where each thing that is kept about oneself is put right: words, and the name of the address.
CORRECTIONS: tuple[tuple[Promise | str, str], ...] = (
    (_("Your name, what you say about yourself, language and time zone"), "members:settings"),
    (_("Your handle"), "privacy:handle"),
    (_("Your e-mail address"), "account_email"),
    (_("Your password"), "account_change_password"),
    (_("Your second lock"), "mfa_index"),
    (_("Who may find you, and whom you block"), "members:privacy"),
    (_("What comes by mail, and your devices"), "notices:preferences"),
    (_("What you follow"), "forum:hearing"),
    (_("What you saved"), "forum:saved"),
    (_("What you wrote: open it, and change or delete it there"), "forum:own"),
    (_("What you have not sent yet"), "forum:drafts"),
    (_("Your goals and their steps"), "members:path"),
    (_("Thanks that you got, and what of them is shown"), "recognition:mine"),
    (_("What you offered, and how often you may be asked"), "nudges:mine"),
    (_("Invitations"), "members:invitations"),
    (_("Articles"), "blog:drafts"),
    (_("Where you are signed in"), "usersessions_list"),
)


@signed_in
@require_safe
@never_cache
def page(request: HttpRequest) -> HttpResponse:
    member = member_of(request)
    context = {"copy": exports.copy_of(member), "corrections": CORRECTIONS}
    return render(request, "privacy/data.html", context)
