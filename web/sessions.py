"""Sessions as Django keeps them in the database, read by a statement that is prepared once for each connection.

Every page of a member begins with its session, and Django's own reading of one takes longer than the rest of a kept page.
"""

from __future__ import annotations

import re
from typing import Any

from django.contrib.auth import BACKEND_SESSION_KEY
from django.contrib.sessions.backends import db

from activity import raw_query

DATA = "SELECT (SELECT session_data FROM django_session WHERE session_key = %s AND expire_date > clock_timestamp())"
KEY = re.compile("[a-z0-9]{32}")  # as Django makes them; a cookie may hold anything
BACKEND = "web.backends.Backend"
FORMER_BACKEND = "allauth.account.auth_backends.AuthenticationBackend"  # names what signed in sessions of before


class SessionStore(db.SessionStore):
    def load(self) -> dict[str, Any]:
        key = self.session_key or ""
        (kept,) = raw_query.ask(DATA, [key]) if KEY.fullmatch(key) else (None,)
        if kept is None:
            self._session_key = None
            return {}
        found: dict[str, Any] = self.decode(kept)
        if found.get(BACKEND_SESSION_KEY) == FORMER_BACKEND:
            found[BACKEND_SESSION_KEY] = BACKEND
        return found
