"""A code to an address that took no mail: whoever types it in has read it there. The edge of a library.

allauth sends, bounds and forgets it, as it does for a new address; but of one that is confirmed already it says nothing
to anybody when the code was right, so that is asked here.
"""

from __future__ import annotations

from allauth.account.forms import ConfirmEmailVerificationCodeForm
from allauth.account.internal.flows.email_verification_by_code import (
    EMAIL_VERIFICATION_CODE_SESSION_KEY,
    EmailVerificationProcess,
)
from django.http import HttpRequest

from members.models import Member


def send(request: HttpRequest, member: Member) -> None:
    EmailVerificationProcess.initiate(request=request, user=member, email=str(member.email))


def form(request: HttpRequest, member: Member) -> ConfirmEmailVerificationCodeForm | None:
    """For the code that is under way to the address that they have now; None where there is none."""
    process = EmailVerificationProcess.resume(request)
    if process is None or process.user != member or process.email != member.email:
        return None
    typed = request.POST if "code" in request.POST else None
    return ConfirmEmailVerificationCodeForm(typed, code=process.code, user=member, email=process.email)


def confirmed(request: HttpRequest) -> None:
    """The code was right, and is used."""
    request.session.pop(EMAIL_VERIFICATION_CODE_SESSION_KEY, None)


def mistyped(request: HttpRequest) -> None:
    """After so many the code is forgotten."""
    process = EmailVerificationProcess.resume(request)
    if process is not None:
        process.record_invalid_attempt()
