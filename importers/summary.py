"""What an import did, counted by word, and every row that was refused."""

from __future__ import annotations

from collections import Counter, defaultdict
from copy import deepcopy
from dataclasses import dataclass, field

KEPT = 1000  # refusals held in memory; all of them go to whoever listens


@dataclass
class Summary:
    """By word: {"questions": 556, …}; refusals as sentences; tags that were lost, by why."""

    made: Counter[str] = field(default_factory=Counter)
    known: Counter[str] = field(default_factory=Counter)  # there already
    left_out: Counter[str] = field(default_factory=Counter)
    lost_tags: dict[str, dict[str, None]] = field(default_factory=lambda: defaultdict(dict))
    refused: int = 0
    errors: list[str] = field(default_factory=list)  # the first KEPT
    fresh: list[str] = field(default_factory=list)  # since they were last taken down

    def count(self, what: str, made: int = 0, known: int = 0, left_out: int = 0) -> None:
        for table, number in ((self.made, made), (self.known, known), (self.left_out, left_out)):
            if number:
                table[what] += number

    def refuse(self, sentence: str) -> None:
        self.refused += 1
        self.fresh.append(sentence)

    def lose_tag(self, name: str, why: str) -> None:
        self.lost_tags[why][name] = None

    def taken_down(self) -> list[str]:
        """The refusals since the last time."""
        fresh, self.fresh = self.fresh, []
        self.errors.extend(fresh[: KEPT - len(self.errors)])
        return fresh

    def copy(self) -> Summary:
        """As it stands now, for a batch that may have to begin again. The refusals taken down stay where they are."""
        return Summary(
            made=self.made.copy(),
            known=self.known.copy(),
            left_out=self.left_out.copy(),
            lost_tags=deepcopy(self.lost_tags),
            refused=self.refused,
            errors=self.errors,
            fresh=list(self.fresh),
        )
