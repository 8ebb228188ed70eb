"""Whole pages, kept in the memory of the process that made them and never stale: docs/decisions/page-cache.md.

A view that is decorated with `cached` says with `depends_on()` what its page shows; the people are noted by
themselves, as soon as their name is asked for. Before a kept page is sent, one question tells whether all of it is
still as it was. No writer needs to know of this.
"""

from web.pagecache.decorators import cached, depends_on
from web.pagecache.local import pages

__all__ = ["cached", "depends_on", "pages"]
