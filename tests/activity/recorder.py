"""Stands for a web process: records events one by one, each in its transaction, and can be killed at any moment.

Started again it goes on with what is not recorded yet, as a browser does that sends a form once more.
"""

import sys
import time

import django

django.setup()

from django.db import transaction  # noqa: E402

from activity.models import Event  # noqa: E402
from activity.record import record  # noqa: E402
from activity.switchboard import HANDLERS  # noqa: E402
from members.models import Member  # noqa: E402
from tests.activity.handlers import NAMES, VERB  # noqa: E402
from tests.harness import note  # noqa: E402

PAUSE = 0.02  # seconds inside the transaction: time to be killed in


def main(count: int, seconds: float) -> None:
    HANDLERS[VERB] = NAMES
    member = Member.objects.get(handle="marit")
    done = set(Event.objects.filter(verb=VERB).values_list("data__n", flat=True))
    for n in range(count):
        if n not in done:
            note("begin", f"deed {n}")
            with transaction.atomic():
                record(verb=VERB, actor=member, target=member, data={"n": n, "seconds": seconds})
                time.sleep(PAUSE)
            note("end", f"deed {n}")


main(int(sys.argv[1]), float(sys.argv[2]))
