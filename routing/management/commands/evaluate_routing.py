"""`bin/manage evaluate_routing --dump DIR`: would the right people have been asked, in a community of the past?"""

from __future__ import annotations

import json
from argparse import ArgumentParser
from collections.abc import Iterator
from dataclasses import asdict, replace
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from importers.stackexchange.source import UnreadableDump
from routing import score
from routing.management.dump import HELP_SCORE, Dump, read
from routing.replay.policies import OURS
from routing.replay.run import FIT_FROM, FITTED, Past, past, replay
from routing.replay.verdict import COMPARED, MEASURES, Verdict, figures_of, verdict

FEWEST = 20  # judged questions with an answer of somebody known: fewer say nothing
# What --fit tries: how much a topic counts against the chance of a reply, and how much a burden takes off.
TRIED = [
    replace(score.WEIGHTS, topic=topic, chance=round(0.55 - topic, 2), load=load)
    for topic in (0.40, 0.35, 0.30, 0.25, 0.20)
    for load in (0.15, 0.30, 0.50, 0.80)
]


class Command(BaseCommand):
    help = (
        "Replays a Stack Exchange dump in time order and compares five ways to find ten people for a question. "
        f"The last {1 - FITTED:.0%} of the time is judged."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--dump", type=Path, required=True, help="the folder with Posts.xml (and Votes.xml)")
        parser.add_argument("--json", action="store_true", help="one JSON object instead of tables")
        parser.add_argument("--seed", type=int, default=1, help="of the lot and of the bootstrap")
        parser.add_argument(
            "--fit", action="store_true", help=f"try other weights on the first {FITTED:.0%} of the time instead"
        )

    def handle(self, *args: object, **options: object) -> None:
        dump, seed = _read(Path(str(options["dump"]))), int(str(options["seed"]))
        known = past(list(dump.events()))
        begin, end = (FIT_FROM, FITTED) if options["fit"] else (FITTED, 1.0)
        found = verdict(replay(known, known.at(begin), known.at(end), seed), seed)
        if found.answered < FEWEST:
            raise CommandError(
                f"Only {found.answered} of the questions that would be judged were answered by somebody who was known "
                f"before; {FEWEST} are the fewest that say anything."
            )
        if options["json"]:
            self.stdout.write(json.dumps(_as_json(dump, seed, found, begin, end), indent=2))
            return
        for line in (*_head(dump, known, found, begin, end), *_tables(found)):
            self.stdout.write(line)
        if options["fit"]:
            for line in _tried(known, seed):
                self.stdout.write(line)


def _read(folder: Path) -> Dump:
    try:
        dump = read(folder)
    except UnreadableDump as error:
        raise CommandError(str(error)) from error
    if not dump.questions or not dump.answers:
        raise CommandError(f"Posts.xml in {folder} holds no questions with answers that could be read.")
    return dump


def _head(dump: Dump, known: Past, found: Verdict, begin: float, end: float) -> Iterator[str]:
    yield (
        f"{len(dump.questions):,} questions, {len(dump.answers):,} answers. Judged: the {found.questions:,} questions "
        f"asked from {begin:.0%} to {end:.0%} of the time; {found.answered:,} were answered by somebody who had "
        "written here before, not the asker."
    )
    yield f"An answer helped when it was accepted, or had {HELP_SCORE} votes more for it than against it."
    yield from dump.said


def _tables(found: Verdict) -> Iterator[str]:
    yield ""
    yield "".join([f"{'':22}", *(f"{name:>16}" for name in found.figures)])
    for what in MEASURES:
        yield "".join([f"{what:22}", *(f"{row[what]:16.3f}" for row in found.figures.values())])
    yield ""
    yield f"{OURS} minus each, with the 95% interval of a paired bootstrap:"
    for what in COMPARED:
        for name, row in found.differences.items():
            low, difference, high = row[what]
            yield f"{what:22}{name:16}{difference:+8.3f}   [{low:+.3f}, {high:+.3f}]"
    yield ""
    yield from (f"{'yes' if holds else 'NO ':4}{what}" for what, holds in found.wanted.items())
    yield ""
    yield from (f"{what}: {meaning}." for what, meaning in MEASURES.items())


def _tried(known: Past, seed: int) -> Iterator[str]:
    """The same part of the time under other weights."""
    yield ""
    yield f"{'topic':>8}{'chance':>8}{'load':>8}{'recall@10':>12}{'gini_of_asks':>14}"
    for weights in TRIED:
        runs = replay(known, known.at(FIT_FROM), known.at(FITTED), seed, baselines={}, weights=weights)
        figures = figures_of(runs[OURS])
        yield (
            f"{weights.topic:8.2f}{weights.chance:8.2f}{weights.load:8.2f}"
            f"{figures['recall@10']:12.3f}{figures['gini_of_asks']:14.3f}"
        )


def _as_json(dump: Dump, seed: int, found: Verdict, begin: float, end: float) -> dict[str, object]:
    return {
        "seed": seed,
        "questions": len(dump.questions),
        "answers": len(dump.answers),
        "judged_from": begin,
        "judged_until": end,
        "judged_questions": found.questions,
        "judged_answered": found.answered,
        "weights": asdict(score.WEIGHTS),
        "policies": found.figures,
        "ours_minus": {
            name: {what: dict(zip(("low", "difference", "high"), row[what], strict=True)) for what in row}
            for name, row in found.differences.items()
        },
        "wanted": found.wanted,
        "measures": MEASURES,
        "notes": dump.said,
    }
