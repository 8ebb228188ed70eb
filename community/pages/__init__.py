"""Whole pages for visitors, kept in the cache and never stale.

A page is kept with a proof: one SQL expression over what stands in it (the topics, the people's names, the spaces,
the community's row, the ids of a list), and its value in the very snapshot from which the page was made. Before a
kept page is sent the expression is asked again, in one query; another value means that somebody wrote something, and
the page is made anew. No writer needs to know of this.

A view that is decorated with `kept` names what it shows with `shows()`; the people are noted by themselves, as soon as
their name is asked for. Whoever carries a session or a message is a stranger to all of it.
"""

from community.pages.store import abouts, near
from community.pages.views import kept, shows

__all__ = ["abouts", "kept", "near", "shows"]
