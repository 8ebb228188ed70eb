"""The community's own row, and the one-time link that starts everything."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from typing import Any

from allauth.account.models import EmailAddress
from django.core.cache import cache
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from activity.locks import lock
from activity.record import record
from members import handles, lookalikes, queries
from members.actions import shaping
from members.actions.accounts import set_name
from members.models import AgreementAcceptance, Community, Member, SetupLink
from members.queries.invitations import digest
from members.rules import NotAllowed
from writing.render import render
from writing.stems import forget_languages

AGREEMENT = (  # what a new community begins with; an admin changes it
    gettext_lazy("We speak from what we have lived, and say so when we are guessing."),
    gettext_lazy("No shame. Not about how it started, how much it is, or how long it takes."),
    gettext_lazy("Nobody sells here. No lead forms, no affiliate links."),
    gettext_lazy("What is said without a name stays without a name."),
    gettext_lazy("We are peers, not advisers."),
)
EDITABLE = (
    "name",
    "headline",
    "purpose",
    "non_goals",
    "agreement",
    "host_name",
    "host_url",
    "privacy_note",
    "urgent_help",
    "registration",
    "blocked_words",
    "time_zone",
    "formulas",
    "language",
    "topic_languages",
    "hue",
    "logo",
)


@transaction.atomic
def make_setup_link() -> str | None:
    """A new one-time token; None once the installation is set up. Earlier tokens stop working."""
    row = _locked_row()
    if row.set_up_at is not None:
        return None
    SetupLink.objects.filter(used_at=None).delete()
    token = secrets.token_urlsafe(32)
    SetupLink.objects.create(token_digest=digest(token))
    return token


def _locked_row() -> Community:
    Community.objects.get_or_create(pk=1)
    return lock(Community.objects.all()).get(pk=1)


@transaction.atomic
def keep_setup_step(*, token: str, step: str, typed: dict[str, str]) -> None:
    """What was typed in one step of the set-up stays until the next time, also when the link is another one by then.

    Raises SetupLink.DoesNotExist.
    """
    row = _locked_row()
    SetupLink.objects.get(token_digest=digest(token), used_at=None)
    if row.set_up_at is not None:
        raise SetupLink.DoesNotExist
    row.setup_draft = row.setup_draft | {step: typed}
    row.save(update_fields=["setup_draft"])


@transaction.atomic
def set_up(*, token: str, admin: Member, password: str, name: str, community: dict[str, Any]) -> Member:
    """Names the community and makes its first admin. The token works once, and only before set-up.

    `admin` is a new Member with its address; `community` holds values of `EDITABLE`. Raises SetupLink.DoesNotExist.
    """
    row = _locked_row()
    link = lock(SetupLink.objects.all()).get(token_digest=digest(token), used_at=None)
    if row.set_up_at is not None:
        raise SetupLink.DoesNotExist
    now = timezone.now()
    link.used_at = row.set_up_at = now
    row.setup_draft = {}
    link.save(update_fields=["used_at"])
    _write(row, community)
    return _first_admin(admin, name=name, password=password, row=row)


def _first_admin(admin: Member, *, name: str, password: str, row: Community) -> Member:
    set_name(admin, queries.free_name(name))
    admin.handle = handles.handle_from(admin.display_name) or "friend"
    admin.handle_key = lookalikes.fold(admin.handle)
    admin.is_staff = admin.is_superuser = True
    admin.stage = Member.Stage.MEMBER
    admin.time_zone = row.time_zone
    admin.approved_at = admin.joined_at = timezone.now()
    if password:
        admin.set_password(password)
    else:
        admin.set_unusable_password()
    admin.save()
    # Whoever holds the link of the console is trusted with the address they type.
    EmailAddress.objects.create(user=admin, email=admin.email, verified=True, primary=True)
    AgreementAcceptance.objects.create(member=admin, version=row.agreement_version)
    record(verb="community.set_up", actor=admin, target=admin)
    return admin


@transaction.atomic
def change(*, by: Member, values: dict[str, Any], shown: Mapping[str, str] = shaping.NOTHING) -> Community:
    """An admin changes the community's words and rules. A changed agreement is a new version. `shown` are the words that
    stood in the form when it was opened. Raises Overtaken where somebody else has changed the same since.
    """
    if not by.is_staff:
        raise NotAllowed(_("Only an admin changes this."))
    row = _locked_row()
    shaping.not_overtaken(row, values, shown)
    if "agreement" in values and list(values["agreement"]) != row.agreement:
        row.agreement_version += 1
    before = {name: getattr(row, name) for name in EDITABLE}
    _write(row, values)
    changed = sorted(name for name in values if getattr(row, name) != before[name])
    if changed:
        record(verb="community.changed", actor=by, target=row, data={"fields": changed})
    return row


def _write(row: Community, values: dict[str, Any]) -> None:
    unknown = set(values) - set(EDITABLE)
    if unknown:
        raise TypeError(f"Not a field of the community: {sorted(unknown)}")
    for name, value in values.items():
        setattr(row, name, _lines(value) if name == "agreement" else value)
    row.urgent_help_html = render(row.urgent_help, first_heading=2).html if row.urgent_help else ""
    row.save()
    transaction.on_commit(_forget)


def _forget() -> None:
    cache.delete(queries.COMMUNITY_CACHE_KEY)
    forget_languages()


def note_formulas(*, drawn: bool) -> None:
    """What was written before is rendered with formulas now, or without."""
    _note(formulas_drawn=drawn)


def note_searched_in(languages: list[str]) -> None:
    """What was written before is found by the endings of these languages now."""
    _note(searched_in=languages)


@transaction.atomic
def _note(**columns: Any) -> None:
    _locked_row()
    Community.objects.filter(pk=1).update(**columns)
    transaction.on_commit(lambda: cache.delete(queries.COMMUNITY_CACHE_KEY))


def _lines(value: Sequence[str]) -> list[str]:
    return [line.strip() for line in value if line.strip()]
