"""`bin/manage simulate`: do the rules hold in every zone and at every hour, and what do the waves do?"""

from __future__ import annotations

import json
import resource
import time
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from nudges.simulation import danger
from nudges.simulation.measures import figures
from nudges.simulation.run import Simulation

FEWEST_MEMBERS = 100


class Command(BaseCommand):
    help = "Simulates a community with the product's own waves, treaty and routing, and again without the waves."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--members", type=int, default=100_000)
        parser.add_argument("--days", type=int, default=180)
        parser.add_argument("--seed", type=int, default=1)
        parser.add_argument("--json", action="store_true", help="one JSON object in place of a table")

    def handle(self, *args: object, **options: Any) -> None:
        members, days, seed = options["members"], options["days"], options["seed"]
        if members < FEWEST_MEMBERS or days < 1:
            raise CommandError(f"At least {FEWEST_MEMBERS} members and one day.")
        found: dict[str, Any] = {"members": members, "days": days, "seed": seed}
        for name, with_waves in (("with waves", True), ("without", False)):
            began = time.process_time()
            outcome = Simulation(members=members, days=days, seed=seed, with_waves=with_waves).run()
            found[name] = figures(outcome) | {"seconds": round(time.process_time() - began, 1)}
        found["danger"] = danger.figures(danger.simulate(members=members, days=days, seed=seed))
        found["memory_mib"] = round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
        self.stdout.write(json.dumps(found, indent=2) if options["json"] else "\n".join(_table(found)))


def _table(found: dict[str, Any]) -> list[str]:
    rows = [name for name in found["with waves"] if name != "violations"]
    lines = [f"{found['members']:,} invented members, {found['days']} days, seed {found['seed']}", ""]
    lines.append(f"{'':34}{'with waves':>14}{'without':>14}")
    lines += [
        f"{name.replace('_', ' '):34}{found['with waves'][name]!s:>14}{found['without'][name]!s:>14}" for name in rows
    ]
    lines += ["", "Violations of the treaty, with waves"]
    lines += [f"  {rule:32}{count:>14}" for rule, count in found["with waves"]["violations"].items()]
    lines += ["", "Somebody may be in danger: minutes until one is told and has seen it"]
    lines += [
        f"  {name.replace('_', ' '):32}{value!s:>14}" for name, value in found["danger"].items() if name != "violations"
    ]
    lines += [f"  {rule:32}{count:>14}" for rule, count in found["danger"]["violations"].items()]
    return [*lines, "", f"Memory: {found['memory_mib']} MiB"]
