"""A mail from a transport to `receive`, in a thread of its own."""

from __future__ import annotations

from enum import StrEnum

import structlog
from django.db import DatabaseError, InterfaceError, close_old_connections

from inbound.actions.receive import Outcome, receive

log = structlog.get_logger(__name__)


class Handed(StrEnum):
    DONE = "done"
    UNKNOWN = "unknown"  # no such address
    LATER = "later"  # nothing was lost: whoever brought it keeps it and comes again


def hand_over(raw: bytes, recipient: str, sender: str | None) -> Handed:
    """Says only the kind of an error in the log: its words could be those of a mail."""
    close_old_connections()
    try:
        outcome = receive(raw=raw, recipient=recipient, sender=sender)
    except (DatabaseError, InterfaceError) as error:
        log.warning("mail_waits", error=type(error).__name__)
        return Handed.LATER
    except Exception as error:
        log.error("mail_not_understood", error=type(error).__name__, where=_where(error))
        return Handed.LATER
    finally:
        close_old_connections()
    return Handed.UNKNOWN if outcome is Outcome.UNKNOWN else Handed.DONE


def _where(error: Exception) -> str:
    """The line of ours, without the values in it."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    return f"{trace.tb_frame.f_code.co_qualname}:{trace.tb_lineno}" if trace is not None else ""
