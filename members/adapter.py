"""Where allauth asks us: who may join, what an account is made of, what a mail looks like."""

from __future__ import annotations

from collections.abc import Iterable
from time import monotonic
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.stages import LoginStage
from allauth.core.internal import ratelimit
from allauth.core.internal.ratelimit import RateLimitUsage
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.usersessions.adapter import DefaultUserSessionsAdapter
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib import messages
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from live import publish
from members import mailroom, passwords, queries
from members.actions import accounts, browsers
from members.mail import Mail
from members.mailroom import Outcome
from members.models import Community, Invitation, Member
from members.rules import NotAllowed, may_write
from notices.receivers import forget_device
from privacy.queries.erasures import asked_by
from web.sessions import SessionStore
from writing.domains import one_spelling

INVITATION_KEY = "invitation"  # in the session, from opening the link until joining
SIGNED_UP_KEY = "signed_up"  # in the session of whoever filled in the sign-up form
DECLINED_KEY = "declined"
# Tags of the sentence that a code was not sent, or not yet, so that its page does not say that it was.
MAIL_AWAY, MAIL_SLOW = "mail-away", "mail-slow"
NOT_SENT = _(
    "The mail could not be sent just now. Nothing that you typed is lost. Please ask for it again in a minute."
)
UNDER_WAY = _(
    "Mail is taking a moment just now. Yours leaves by itself; if nothing has come in a few minutes, please ask again."
)
SENTENCES = {
    Outcome.NOT_SENT: (messages.ERROR, NOT_SENT, MAIL_AWAY),
    Outcome.UNDER_WAY: (messages.WARNING, UNDER_WAY, MAIL_SLOW),
}
# Mails without which somebody cannot go on, and those that others get in their place so that nobody learns whose
# address is known. The rest only says what was done: whoever did it need not ask for it again.
WAITED_FOR = (
    "/login_code",
    "/email_confirmation",
    "/email_confirmation_signup",
    "/password_reset_code",
    "/account_already_exists",
    "/unknown_account",
)
# What mails link to: never made of the request's Host, which anybody may write.
LINKS = {"signup_url": "account_signup", "password_reset_url": "account_reset_password"}
CODES = ("/login_code", "/password_reset_code", "/email_confirmation_signup")  # mails with one


def _typed(credentials: dict[str, Any]) -> str:
    return one_spelling(str(credentials.get("email") or credentials.get("username") or ""))


def invitation_of(request: HttpRequest) -> Invitation | None:
    """The invitation that this visitor opened, while it can be used."""
    token = request.session.get(INVITATION_KEY)
    return queries.by_token(token) if token else None


class AccountAdapter(DefaultAccountAdapter):
    error_messages = DefaultAccountAdapter.error_messages | {
        "account_inactive": _("This account is closed."),
        "email_password_mismatch": _("That address and password don’t belong together. You can also get a code."),
        "username_password_mismatch": _("That name and password don’t belong together. You can also get a code."),
        "incorrect_code": _("That isn’t the code we sent. Please look again."),
        "incorrect_password": _("That isn’t your password."),
        "enter_current_password": _("Please type the password you have now."),
        "too_many_login_attempts": _("That was often in a short time. Please try again in a few minutes."),
        "rate_limited": _("That was often in a short time. Please try again in a few minutes."),
        "email_taken": _("That address already belongs to an account."),
        "same_as_current": _("That is the one you have now."),
    }

    def is_safe_url(self, url: str | None) -> bool:
        """Where to go on after signing in: a path of this site. Without a slash it would be read as the name of a view."""
        return url is not None and url.startswith("/") and bool(super().is_safe_url(url))

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        community = queries.community()
        if community.set_up_at is None:
            return False
        return community.registration != Community.Registration.INVITATION or invitation_of(request) is not None

    def save_user(self, request: HttpRequest, user: Member, form: BaseForm, commit: bool = True) -> Member:
        """Raises NotAllowed where somebody else was quicker, between the form's checks and the row."""
        data = form.cleaned_data
        user.email = None if form.account_already_exists else data["email"]  # type: ignore[attr-defined]
        if data.get("password1"):
            user.set_password(data["password1"])
        else:
            user.set_unusable_password()
        member = accounts.enrol(
            member=user,
            name=data["name"],
            agreement_version=queries.community().agreement_version,
            time_zone=data.get("time_zone", ""),
            application=data.get("application", ""),
            invitation=invitation_of(request),
        )
        request.session[SIGNED_UP_KEY] = member.pk
        return member

    def pre_login(self, request: HttpRequest, user: Member, **more: Any) -> HttpResponse | None:
        """Imported people, robots and the tombstone never come in, whatever credentials they were given."""
        response: HttpResponse | None = super().pre_login(request, user, **more)
        if response is None and not user.is_person:
            return self.respond_user_inactive(request, user)
        return response

    def login(self, request: HttpRequest, user: Member) -> None:
        """A suspended member comes in, reads why, and cannot write (every action asks `may_write`)."""
        super().login(request, user)
        try:
            may_write(user)
        except NotAllowed as refusal:
            messages.warning(request, str(refusal))

    def get_client_ip(self, request: HttpRequest) -> str | None:
        if browsers.is_unseen(request):
            return browsers.NOWHERE
        address: str | None = super().get_client_ip(request)
        return address

    def post_login(self, request: HttpRequest, user: Member, *, redirect_url: str | None, **more: Any) -> HttpResponse:
        """Whoever asked to be erased is asked first whether they want to stay."""
        where = reverse("privacy:leaving") if asked_by(user) is not None else redirect_url
        response: HttpResponse = super().post_login(request, user, redirect_url=where, **more)
        return response

    def logout(self, request: HttpRequest) -> None:
        """Other pages of theirs hear nothing more."""
        member_id = request.user.pk
        super().logout(request)
        if member_id is not None:  # afterwards: a page that asks again before would be let in again
            publish.end_person(member_id)

    def authenticate(self, request: HttpRequest, **credentials: Any) -> Member | None:
        """Who this is, or nobody. Whoever is meant, and whether anybody is, it takes the same questions and one hash."""
        self.pre_authenticate(request, **credentials)
        typed, password = _typed(credentials), credentials["password"]
        member = queries.by_login(typed)
        # Counted once more for the account: the name, the address and other spellings of them are one door. In silence,
        # since another sentence would say whose address that is.
        usage = self._try("login_failed_account", str(member.pk) if member else f"nobody:{typed}")
        fits = passwords.fits(member, password)
        if member is None or not fits or not usage:
            return None
        usage.rollback()
        self._rollback_login_failed_rl_usage()
        return member

    def reauthenticate(self, user: Member, password: str) -> bool:
        """Counted apart from the tries at the door: strangers cannot keep a member from showing that it is them."""
        usage = self._try("login_failed_account", f"again:{user.pk}")
        if not usage:
            raise self.validation_error("too_many_login_attempts")
        if not passwords.fits(user, password):
            return False
        usage.rollback()
        return True

    def _try(self, action: str, key: str) -> RateLimitUsage | None:
        return ratelimit.consume(self.request, app="allauth.account", action=action, key=key)

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        """What was typed. allauth puts the Host before it, so that each spelling of that began a new count."""
        return _typed(credentials)

    def _delete_login_attempts_cached_email(self, request: HttpRequest, **credentials: Any) -> None:
        """After a new password every name of the account opens again."""
        super()._delete_login_attempts_cached_email(request, **credentials)
        member = queries.by_login(_typed(credentials))
        if member is not None:
            super()._delete_login_attempts_cached_email(request, username=member.handle)
            ratelimit.clear(request, app="allauth.account", action="login_failed_account", key=str(member.pk))

    def get_login_stages(self) -> list[str]:
        stages = super().get_login_stages()
        after = stages.index("allauth.account.stages.EmailVerificationStage") + 1
        return [*stages[:after], "oidc.adapter.ConnectStage", "members.adapter.BelongStage", *stages[after:]]

    def format_email_subject(self, subject: str) -> str:
        """No prefix: somebody else may see the screen, and the community's name may say too much."""
        return str(subject)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """A mail server that is slow or away costs a few seconds and a sentence, not the form that was filled in."""
        said = {"request": self.request, "email": email} | context
        outcome = mailroom.room.send(self.render_mail(template_prefix, email, said), patience=self._patience())
        if outcome in SENTENCES and self.request is not None and template_prefix.endswith(WAITED_FOR):
            level, sentence, tag = SENTENCES[outcome]
            messages.add_message(self.request, level, sentence, extra_tags=tag)

    def _patience(self) -> float:
        """Seconds that are left for mail: all mails of a request share them."""
        until: float = getattr(self.request, "waits_for_mail_until", None) or monotonic() + mailroom.PATIENCE
        if self.request is not None:
            self.request.waits_for_mail_until = until
        return until - monotonic()

    def render_mail(
        self,
        template_prefix: str,
        email: str | list[str],
        context: dict[str, Any],
        headers: dict[str, str] | None = None,
    ) -> Mail:
        """The text, and the same words as HTML; for whoever is not meant, other words."""
        template_prefix, context = self._for_its_reader(template_prefix, email, context)
        community = queries.community()
        said = context | {name: settings.SITE_URL + reverse(view) for name, view in LINKS.items()}
        said |= {"community": community, "answers_replies": bool(settings.REPLY_TO_EMAIL)}
        plain = super().render_mail(template_prefix, email, said, headers)
        mail = Mail(plain.subject, plain.body, plain.from_email, plain.to, headers=headers)
        mail.reply_to = [settings.REPLY_TO_EMAIL or settings.DEFAULT_FROM_EMAIL]
        frame = {"text": mail.body, "code": context.get("code"), "community": community}
        mail.attach_alternative(render_to_string("account/email/frame.html", frame), "text/html")
        return mail

    def _for_its_reader(
        self, template_prefix: str, email: str | list[str], context: dict[str, Any]
    ) -> tuple[str, dict[str, Any]]:
        """A code leaves for the account whose address it is; any other reader is told what was tried, without it."""
        if not template_prefix.endswith(CODES):
            return template_prefix, context
        member = queries.by_address(str(email))
        instead = "unknown_account"
        is_theirs = member is not None and member.is_active
        if template_prefix.endswith("/email_confirmation_signup"):
            instead, is_theirs = "account_already_exists", member == context["user"]
        return (template_prefix, context) if is_theirs else (f"account/email/{instead}", context | {"code": None})


class BelongStage(LoginStage):
    """After the address is known to be theirs: they belong, or an admin has to say yes first."""

    key = "belong"

    def handle(self) -> tuple[HttpResponse | None, bool]:
        member = self.login.user
        if member.approved_at is None:
            same_person = self.request.session.get(SIGNED_UP_KEY) == member.pk
            member = accounts.address_confirmed(member=member, by_whoever_signed_up=same_person)
            self.login.user = member
        if member.approved_at is not None:
            self.request.session.pop(INVITATION_KEY, None)
            return None, True
        self.request.session[DECLINED_KEY] = member.declined_because if member.declined_at else ""
        return redirect("members:waiting"), False


class MFAAdapter(DefaultMFAAdapter):
    def get_totp_issuer(self) -> str:
        return queries.community().name

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        return super().get_public_key_credential_rp_entity() | {"name": queries.community().name}


class SessionsAdapter(DefaultUserSessionsAdapter):
    def end_sessions(self, sessions: Iterable[UserSession]) -> None:
        """Signs out elsewhere, and there nothing more is heard or shown: the telephone may be lost."""
        ended = list(sessions)
        for session in ended:
            forget_device(member=session.user, session=SessionStore(session.session_key))
        super().end_sessions(ended)
        for member_id in {session.user_id for session in ended}:
            publish.end_person(member_id)
