"""Accounts elsewhere that sign people in here (OpenID Connect): who vouches, and for whom."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone

from members.models import Member

LONGEST_SUBJECT = 255  # ASCII characters, says OpenID Connect Core, section 2


class Provider(models.Model):
    """Somebody who signs people in for us, as an admin set it up in the browser.

    Its issuer never changes: it says whose `Connection.subject` is whose. Another issuer is another provider.
    """

    name = models.CharField(max_length=40)  # on the button
    slug = models.SlugField(max_length=50, unique=True)  # in the address to which it sends people back
    issuer = models.CharField(max_length=500, unique=True)
    client_id = models.CharField(max_length=255, blank=True)  # what we are called there
    # Shown to nobody; both "" where PKCE alone is asked for. `secret` is as an older version wrote it, until it is sealed.
    secret = models.CharField(max_length=1000, blank=True)
    sealed_secret = models.TextField(blank=True, default="", db_default="")  # read by `sealing` alone
    # What it says of itself (the parts that we use) and the keys with which it signs: public, and read anew.
    document = models.JSONField(default=dict)
    keys = models.JSONField(default=list)
    read_at = models.DateTimeField(default=timezone.now)
    is_on = models.BooleanField(default=False)
    tried_at = models.DateTimeField(null=True, blank=True)  # an admin went there and came back
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(is_on=False) | ~Q(client_id=""), name="oidc_provider_on_is_whole")
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def has_secret(self) -> bool:
        return bool(self.secret or self.sealed_secret)


class Connection(models.Model):
    """This account there signs this member in. Nothing else of it is kept: no token, no name, no address."""

    provider = models.ForeignKey(Provider, on_delete=models.CASCADE, related_name="connections")
    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="connections")
    subject = models.CharField(max_length=LONGEST_SUBJECT)  # the provider's number for the person
    connected_at = models.DateTimeField(default=timezone.now)
    used_on = models.DateField(null=True, blank=True)  # a day, never a time

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["provider", "subject"], name="oidc_connection_one_member"),
            models.UniqueConstraint(fields=["member", "provider"], name="oidc_connection_one_of_each"),
        ]
