"""R2, R3 for mail: 200 events under way, worker, web process and broker killed, each with something in flight."""

import os
from collections import Counter
from pathlib import Path

import pytest

from activity.models import Delivery
from forum.models import Topic
from notices.models import Message, Notice
from tests import make
from tests.harness import Cluster, Process, cluster, wait_for
from tests.sink import running_sink

DEEDS = 200
PATIENCE = 300  # seconds after the last kill until every mail is there, on the slowest machine


def web(here: Cluster) -> Process:
    return here.program(f"web-{len(here.programs)}", "tests.notices.answerer")


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_every_mail_arrives_and_repeats_no_more_than_processes_were_killed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    space = make.space()
    make.member(handle="dorrie")
    for _number in range(DEEDS):
        make.topic(space=space)
    with running_sink() as sink:
        monkeypatch.setitem(os.environ, "TEST_SINK_PORT", str(sink.port))
        with cluster(tmp_path, settings="tests.notices.real_mail_settings") as here:
            wait_for(lambda: b" ready." in here.worker.log.read_bytes(), "the worker")
            for answers in (15, 60):
                answering = web(here)
                wait_for(lambda least=answers: Topic.objects.filter(answer_count=1).count() >= least, "answers")
                here.kill_in_flight(answering)
            last = web(here)
            kill_while_mailing(here, here.worker)
            here.worker.start()
            kill_while_mailing(here, here.valkey)
            here.wipe_valkey()
            here.valkey.start()
            kill_while_mailing(here, here.worker)
            here.worker.start()
            kill_while_mailing(here, here.valkey)
            here.valkey.start()
            kill_while_mailing(here, here.worker)
            here.worker.start()
            wait_for(lambda: not last.is_alive, "the last answer", timeout=PATIENCE)
            wait_for(lambda: not Delivery.objects.exists(), f"the deliveries\n{here.logs()}", timeout=PATIENCE)
            unsent = Message.objects.exclude(state=Message.State.SENT)
            wait_for(lambda: not unsent.exists(), f"the mails\n{here.logs()}", timeout=PATIENCE)
            print("\n".join(map(str, here.kills)))
        arrived = Counter(mail["Message-ID"].strip() for mail in sink.mails)

    assert len(here.kills) == 7
    assert all(kill.in_flight for kill in here.kills)
    assert Notice.objects.count() == Message.objects.count() == DEEDS
    assert set(arrived) == set(Message.objects.values_list("message_id", flat=True))
    repeats = sum(arrived.values()) - DEEDS
    workers_killed = sum(kill.name == "worker" for kill in here.kills) * 2  # each has two processes
    print(f"{DEEDS} mails arrived, {repeats} of them twice; {workers_killed} sending processes were killed")
    assert repeats <= workers_killed


def kill_while_mailing(here: Cluster, victim: Process) -> None:
    """Kills while the worker has a mail in its hands."""

    def mailing() -> bool:
        return any(what.startswith("mail") for what in here.in_flight(here.worker.group))

    wait_for(mailing, f"a mail in flight for {victim.name}", timeout=120)
    here.kill_in_flight(victim, watched=here.worker)
