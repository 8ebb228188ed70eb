"""The steps of a benchmark; bin/bench runs them with servers.

bin/bench all --dump DIR            everything: import, measure, make it 100 times as large, measure again
bin/bench prepare --dump DIR        an empty database, filled from a Stack Exchange dump
bin/bench generate --times 100      the same forum a hundred times
bin/bench run                       measure what is there now, and write the report
bin/bench soak --minutes 15         222 strangers a second over all topics, with and without members
bin/bench plans                     the query plans of each page, into benchmarks/plans/
bin/bench stalled --seconds 60      fifty who send half of something: what readers notice, without and with the proxy
bin/bench commenters --count 20     so many people, twenty comments each under one post, with a worker
bin/bench enumeration --count 200   whether a stopwatch tells known addresses from unknown ones
bin/bench routing --count 1000000   who can answer one question among so many members, and its plan
bin/bench faults --messages 10000   so many mails while everything is killed at random: none lost, none twice without a kill
bin/bench backup                    100,000 posts and 10,000 pictures: backup, rehearsal and restore, time and memory
bin/bench upgrade --since COMMIT    from an older commit to this one, under people who read and write
bin/bench erasure --count 20000     somebody with so many posts is erased while others read
bin/bench live --count 2000         so many open pages: what the process that tells them the news weighs and takes
"""

from __future__ import annotations

import argparse
import os
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "community.settings")

import django

django.setup()

# E402: what follows can be loaded only after that.
from django.conf import settings  # noqa: E402
from django.core.management import call_command  # noqa: E402

from benchmarks import generate, plans, report, runner, soak, where  # noqa: E402
from forum.actions import alike  # noqa: E402
from forum.models import Topic  # noqa: E402

UNMEASURED = ("stalled", "commenters", "enumeration", "routing", "live", "faults", "backup", "erasure")  # need no dump
STEPS = ("all", "prepare", "generate", "run", "soak", "plans", "upgrade", *UNMEASURED)


def prepare(dump: Path) -> None:
    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    if not Path(settings.MASK_KEY_FILE).exists():
        call_command("mask_key", "create")
    if Topic.objects.exists():  # of another step: what is measured would be neither small nor of the dump
        raise SystemExit("There is a forum in this database already. Delete var/bench, and begin with an empty one.")
    call_command("import_stackexchange", str(dump))


def find_alike() -> None:
    """As the clock does, while nobody waits."""
    while alike.find_alike():
        pass


def run(arguments: argparse.Namespace) -> None:
    label, counts = report.size()
    find_alike()
    pages = runner.measure(rounds=arguments.rounds, seconds=arguments.seconds)
    pages |= runner.measure_crowds(rounds=arguments.rounds)
    report.keep(label, {"rows": counts, "pages": pages, "where": where.time_goes()})
    report.write()
    print(report.PLACE.read_text())


def unmeasured(arguments: argparse.Namespace) -> None:
    """What needs no dump, but what tests need."""
    from benchmarks import backup, commenters, enumeration, erasure, faults, live, routing, stalled

    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    call_command("mask_key", "ensure", verbosity=0)
    if arguments.step == "stalled":
        stalled.run(arguments.seconds, arguments.kind)
    elif arguments.step == "commenters":
        commenters.run(arguments.count)
    elif arguments.step == "routing":
        routing.run(arguments.count)
    elif arguments.step == "erasure":
        erasure.run(arguments.count)
    elif arguments.step == "faults":
        faults.run(arguments.messages)
    elif arguments.step == "backup":
        backup.run(arguments.posts, arguments.pictures)
    elif arguments.step == "live":
        live.run(arguments.count)
    else:
        enumeration.measure(arguments.count)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("step", choices=STEPS)
    parser.add_argument("--dump", type=Path, help="a folder with Posts.xml, Users.xml and Comments.xml")
    parser.add_argument("--times", type=int, default=100)
    parser.add_argument("--count", type=int, default=200, help="people; known addresses, and as many unknown ones")
    parser.add_argument("--posts", type=int, default=100_000)
    parser.add_argument("--pictures", type=int, default=10_000, help="of three sizes each")
    parser.add_argument("--since", default="87b98ab", help="the commit that an upgrade begins at")
    parser.add_argument("--messages", type=int, default=10_000)
    parser.add_argument("--kind", default="", help="of those who stall, one alone: 'half a body', say")
    parser.add_argument("--rounds", type=int, default=runner.ROUNDS)
    parser.add_argument("--seconds", type=float, default=runner.SECONDS)
    parser.add_argument("--minutes", type=float, default=15)
    arguments = parser.parse_args()
    if arguments.step in ("all", "prepare"):
        if arguments.dump is None:
            parser.error("--dump is needed to fill the database")
        prepare(arguments.dump)
    if arguments.step == "all":
        run(arguments)
    if arguments.step in ("all", "generate"):
        find_alike()
        print(generate.multiply(arguments.times))
    if arguments.step in ("all", "run"):
        run(arguments)
    if arguments.step == "soak":
        soak.run(arguments.minutes)
    if arguments.step in ("all", "plans"):
        plans.write()
    if arguments.step == "upgrade":
        from benchmarks import upgrade

        upgrade.run(arguments.since)
    if arguments.step in UNMEASURED:
        unmeasured(arguments)


if __name__ == "__main__":
    main()
