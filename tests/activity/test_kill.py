"""R1, R2, R3 for the ledger: nothing is lost and nothing doubled when worker, web process and broker are killed."""

from collections import Counter
from pathlib import Path

import pytest
from django.db import connection

from activity.models import Delivery, Event
from members.models import Member
from tests.activity.handlers import NAMES, VERB
from tests.harness import Cluster, Process, cluster, wait_for

DEEDS = 200
SECONDS = 0.12  # of the slow handler
PATIENCE = 180  # seconds for everything to be done after the last kill


def recorder(here: Cluster) -> Process:
    return here.program(f"web-{len(here.programs)}", "tests.activity.recorder", str(DEEDS), str(SECONDS))


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("effect_table")
def test_every_event_has_its_effect_once(tmp_path: Path, marit: Member) -> None:
    with cluster(tmp_path) as here:
        wait_for(lambda: b" ready." in here.worker.log.read_bytes(), "the worker")
        # The web process first, however slow the machine is: it is through with its deeds in a few seconds.
        for deeds in (20, 80):
            web = recorder(here)
            wait_for(lambda deeds=deeds: len(acknowledged(here)) >= deeds, f"{deeds} deeds")
            here.kill_in_flight(web)
        web = recorder(here)
        here.kill_in_flight(here.worker)
        here.worker.start()
        here.kill_in_flight(here.valkey, watched=here.worker)
        here.wipe_valkey()
        here.valkey.start()
        here.kill_in_flight(here.worker)
        here.worker.start()
        here.kill_in_flight(here.valkey, watched=here.worker)
        here.valkey.start()
        here.kill_in_flight(here.worker)
        here.worker.start()

        wait_for(lambda: not web.is_alive, "the last deed", timeout=PATIENCE)
        wait_for(lambda: not Delivery.objects.exists(), f"the deliveries\n{here.logs()}", timeout=PATIENCE)
        print("\n".join(map(str, here.kills)))
        told = acknowledged(here)

    assert len(here.kills) == 7
    assert all(kill.in_flight for kill in here.kills)
    events = dict(Event.objects.filter(verb=VERB).values_list("id", "data__n"))
    assert sorted(events.values()) == list(range(DEEDS))
    assert told <= set(events.values())
    expected = {(event_id, name.rpartition(".")[2]): 1 for event_id in events for name in NAMES}
    assert Counter(all_effects()) == expected


def acknowledged(here: Cluster) -> set[int]:
    """The deeds whose transaction the web process saw committed."""
    return {int(what.split()[1]) for _, _, step, what in here.steps() if step == "end" and what.startswith("deed")}


def all_effects() -> list[tuple[int, str]]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT event_id, handler FROM test_effect")
        return cursor.fetchall()
