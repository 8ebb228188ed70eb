"""The web server of production with less patience, so that tests need not wait: python -m tests.hasty_server …

Each worker loads its application from here, too.
"""

import sys
from typing import Any

from community import front, server

front.BODY_SECONDS = BODY_SECONDS = 2.0
server.HEAD_MILLISECONDS = 2_000


def __getattr__(name: str) -> Any:
    """Only the workers have Django in them."""
    if name != "application":
        raise AttributeError(name)
    from community.rsgi import application

    return application


if __name__ == "__main__":
    sys.argv += ["--application", "tests.hasty_server:application"]
    server.main()
