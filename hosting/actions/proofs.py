"""Looks in a database that was put back whether people could go on in it."""

from __future__ import annotations

from allauth.mfa.models import Authenticator
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX, identify_hasher
from django.core.management import call_command
from django.db.models import Exists, OuterRef, Q

from forum.models import Status, Topic
from forum.queries.search import Wanted, find
from hosting import files
from hosting.refusal import Refused
from masks import sealed
from members.models import Member

KEY_MISSING = "The mask key is not here: put its copy where MASK_KEY_FILE says, before somebody speaks behind a mask."
KEY_WRONG = "The mask key here is not the one of these masks: put its copy where MASK_KEY_FILE says."


def bring_up_to_date() -> None:
    """As a start does (community/management/commands/prepare.py)."""
    call_command("migrate", interactive=False, verbosity=0)
    call_command("reindex_search", verbosity=0)


def who_can_sign_in() -> int:
    """How many can. Raises Refused where an admin cannot, or a password is not one."""
    people = Member.objects.people().filter(is_active=True)
    key = Authenticator.objects.filter(user=OuterRef("pk"), type=Authenticator.Type.WEBAUTHN)
    address = Q(emailaddress__verified=True)
    able = people.filter(Q(Exists(key)) | address | ~Q(password__startswith=UNUSABLE_PASSWORD_PREFIX)).distinct()
    for password in people.filter(is_staff=True).values_list("password", flat=True):
        _readable(password)
    if people.filter(is_staff=True).exists() and not able.filter(is_staff=True).exists():
        raise Refused("No admin could sign in: the accounts came back without what opens them.")
    return able.count()


def _readable(password: str) -> None:
    if not password.startswith(UNUSABLE_PASSWORD_PREFIX):
        try:
            identify_hasher(password)
        except ValueError as error:
            raise Refused("An admin's password came back unreadable.") from error


def search_finds() -> None:
    """The newest topic is found by its title. Raises Refused."""
    topic = Topic.objects.filter(status=Status.VISIBLE).order_by("-created_at", "-pk").first()
    viewer = Member.objects.people().filter(is_staff=True, is_active=True).first()
    wanted = Wanted.read(topic.title) if topic else None
    if topic is None or viewer is None or wanted is None or wanted.is_empty:
        return
    if not find(viewer, wanted).hits:
        raise Refused(f"Search does not find the topic {topic.pk} by its title.")


def every_file_is_there(there: set[str]) -> int:
    """How many files the rows speak of. Raises Refused where one of them is not among these."""
    count = 0
    for column, name in files.named_in_rows():
        count += 1
        if name not in there:
            raise Refused(f"{column} speaks of the file {name}, which is not in the archive.")
    return count


def mask_key() -> str:
    """A sentence where the key is missing or another, else nothing."""
    try:
        return "" if sealed.key_fits() else KEY_WRONG
    except sealed.MaskKeyError:
        return KEY_MISSING
