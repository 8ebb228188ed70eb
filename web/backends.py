"""Who may sign in is allauth's to say; who is signed in is asked by a question that is put together once."""

from __future__ import annotations

from allauth.account.auth_backends import AuthenticationBackend

from members.models import Member
from web.prepared import Prepared

BY_ID = Prepared(lambda member: Member.objects.filter(pk=member))


class Backend(AuthenticationBackend):
    def get_user(self, user_id: int) -> Member | None:
        found = BY_ID(member=user_id)
        return found[0] if found and self.user_can_authenticate(found[0]) else None
