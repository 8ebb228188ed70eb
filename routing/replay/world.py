"""All that is known at one moment of a replay: nothing in here was told before it happened."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice, zip_longest
from math import log

from routing import score
from routing.replay.events import Answered, Asked, Event, Helped

CANDIDATES = 200  # looked at for one question, as in the product
LATEST_KEPT = 400  # people kept for each tag and word, those who wrote last
WORD_CANDIDATES = 60  # of the CANDIDATES, who is found by words alone
ANY_CANDIDATES = 60  # and who was here last, whatever about
CAP, CAP_DAYS = 1, 7.0  # asks in so many days, as the attention treaty has it for who chose nothing else


@dataclass(slots=True)
class Fading:
    """A sum that loses half of itself in a half-life."""

    amount: float = 0.0
    at: float = 0.0

    def now(self, at: float, half_life: float) -> float:
        return score.faded(self.amount, at - self.at, half_life)

    def add(self, at: float, half_life: float) -> None:
        self.amount, self.at = self.now(at, half_life) + 1, at


@dataclass(slots=True)
class InTag:
    answered: Fading = field(default_factory=Fading)
    helped: Fading = field(default_factory=Fading)
    answers: int = 0


@dataclass(slots=True)
class Person:
    present: Fading = field(default_factory=Fading)
    hours: list[int] = field(default_factory=list)
    tags: dict[str, InTag] = field(default_factory=dict)
    words: set[str] = field(default_factory=set)  # of what they helped with
    answers: int = 0
    helps: int = 0
    in_circles: int = 0  # answers, one for each tag of the question…
    squares: int = 0  # …and the squares of how many in each tag
    load: Fading = field(default_factory=Fading)
    asked_at: float | None = None
    asks: list[float] = field(default_factory=list)  # of the last CAP_DAYS

    @property
    def bridge(self) -> float:
        """As score.bridge of the answers in each tag, kept up to date: some people have hundreds of tags."""
        return 1 - self.squares / self.in_circles**2 if self.in_circles else 0.0

    def room(self, at: float) -> int:
        if self.asks and self.asks[0] <= at - CAP_DAYS:
            self.asks = [asked for asked in self.asks if asked > at - CAP_DAYS]
        return CAP - len(self.asks)


class Latest:
    """People, the one who wrote last at the end; a few hundred at most."""

    __slots__ = ("people",)

    def __init__(self) -> None:
        self.people: dict[int, None] = {}

    def wrote(self, member: int) -> None:
        self.people.pop(member, None)
        self.people[member] = None
        if len(self.people) > LATEST_KEPT:
            del self.people[next(iter(self.people))]

    def __iter__(self) -> Iterator[int]:
        return reversed(self.people)


class Ranks:
    """People by how often they did something, most often first; one more time costs no more than a swap."""

    def __init__(self) -> None:
        self._order: list[int] = []
        self._place: dict[int, int] = {}
        self._times: dict[int, int] = {}
        self._begins: dict[int, int] = {}  # the first place of those who did it so often

    def add(self, member: int) -> None:
        if member not in self._place:
            self._place[member] = len(self._order)
            self._order.append(member)
            self._begins.setdefault(0, self._place[member])
        times = self._times.get(member, 0)
        first, place = self._begins[times], self._place[member]
        other = self._order[first]
        self._order[first], self._order[place] = member, other
        self._place[member], self._place[other] = first, place
        self._begins[times] = first + 1
        self._begins.setdefault(times + 1, first)
        if first + 1 >= len(self._order) or self._times.get(self._order[first + 1], 0) != times:
            del self._begins[times]
        self._times[member] = times + 1

    def first(self, many: int) -> list[int]:
        return self._order[:many]


class World:
    """Told of everything that happens, in its order."""

    def __init__(self) -> None:
        self.people: dict[int, Person] = {}
        self.everybody: list[int] = []  # in the order in which they came
        self.in_tag: dict[str, Counter[int]] = {}  # answers
        self.latest_in: dict[str, Latest] = {}
        self.latest_word: dict[str, Latest] = {}
        self.latest = Latest()
        self.most_active = Ranks()
        self.word_seen: Counter[str] = Counter()
        self.questions: dict[int, Asked] = {}
        self.answers = self.helps = 0
        self._looked: tuple[Asked, list[score.Candidate]] | None = None  # the last question, as long as nothing happens

    def tell(self, event: Event) -> None:
        self._looked = None
        if isinstance(event, Asked):
            self._asked(event)
        elif isinstance(event, Answered):
            self._answered(event)
        else:
            self._helped(event)

    @property
    def rate(self) -> float:
        """How often an answer helps here."""
        return self.helps / self.answers if self.answers else 0.0

    def _asked(self, event: Asked) -> None:
        self.questions[event.question] = event
        self.word_seen.update(event.words)
        if event.member is not None:
            self._wrote(event.member, event.at)

    def _answered(self, event: Answered) -> None:
        question = self.questions.get(event.question)
        if question is None or event.member is None or event.member == question.member:
            return
        person = self._wrote(event.member, event.at)
        person.answers += 1
        self.answers += 1
        self.latest.wrote(event.member)
        self.most_active.add(event.member)
        for tag in question.tags:
            self.in_tag.setdefault(tag, Counter())[event.member] += 1
            self.latest_in.setdefault(tag, Latest()).wrote(event.member)
            known = person.tags.setdefault(tag, InTag())
            known.answered.add(event.at, score.HALF_LIFE)
            person.in_circles += 1
            person.squares += 2 * known.answers + 1
            known.answers += 1

    def _helped(self, event: Helped) -> None:
        question, person = self.questions.get(event.question), self.people.get(event.member)
        if question is None or person is None or event.member == question.member:
            return
        person.helps += 1
        self.helps += 1
        person.words.update(question.words)
        for tag in question.tags:
            person.tags.setdefault(tag, InTag()).helped.add(event.at, score.HALF_LIFE)
        for word in question.words:
            self.latest_word.setdefault(word, Latest()).wrote(event.member)

    def _wrote(self, member: int, at: float) -> Person:
        person = self.people.get(member)
        if person is None:
            person = self.people[member] = Person()
            self.everybody.append(member)
        person.present.add(at, score.PRESENT_HALF_LIFE)
        person.hours = person.hours or [0] * 24
        person.hours[int(at % 1 * 24)] += 1
        return person

    # --- what routing asks -------------------------------------------------------------------------------------

    def candidates(self, question: Asked) -> list[score.Candidate]:
        if self._looked is None or self._looked[0] is not question:
            self._looked = question, self._look(question)
        return self._looked[1]

    def _look(self, question: Asked) -> list[score.Candidate]:
        weights = _shares({word: self._weight(word) for word in question.words})
        found = dict.fromkeys(islice(self._found(question, weights), CANDIDATES))
        return [self._candidate(member, question, weights) for member in found if member != question.member]

    def _found(self, question: Asked, weights: dict[str, float]) -> Iterator[int]:
        """By words, by tag, and who is about: each the latest first."""
        rare = sorted(weights, key=lambda word: -weights[word])
        by_word = islice(_in_turn(self.latest_word[word] for word in rare if word in self.latest_word), WORD_CANDIDATES)
        by_tag = _in_turn(self.latest_in[tag] for tag in question.tags if tag in self.latest_in)
        seen: set[int] = set()
        yield from _once((*by_word, *islice(self.latest, ANY_CANDIDATES)), seen)
        yield from _once(by_tag, seen)

    def _candidate(self, member: int, question: Asked, weights: dict[str, float]) -> score.Candidate:
        person, at = self.people[member], question.at
        known = [person.tags[tag] for tag in question.tags if tag in person.tags]
        return score.Candidate(
            member_id=member,
            helped=max([one.helped.now(at, score.HALF_LIFE) for one in known], default=0.0),
            answered=max([one.answered.now(at, score.HALF_LIFE) for one in known], default=0.0),
            words=sum([weights[word] for word in person.words.intersection(weights)]),
            chance=score.chance(person.present.now(at, score.PRESENT_HALF_LIFE), person.hours, int(at % 1 * 24)),
            days_unasked=None if person.asked_at is None else at - person.asked_at,
            bridge=person.bridge,
            load=person.load.now(at, score.LOAD_HALF_LIFE),
            helps=person.helps,
            room=person.room(at),
        )

    def ask(self, member: int, at: float) -> None:
        self._looked = None
        person = self.people[member]
        person.load.add(at, score.LOAD_HALF_LIFE)
        person.asked_at = at
        person.asks.append(at)

    def _weight(self, word: str) -> float:
        """Rare words say more."""
        return log(1 + len(self.questions) / (1 + self.word_seen[word]))


def _shares(weights: dict[str, float]) -> dict[str, float]:
    total = sum(weights.values())
    return {word: weight / total for word, weight in weights.items()}


def _in_turn(lists: Iterable[Iterable[int]]) -> Iterator[int]:
    for row in zip_longest(*lists):
        yield from (member for member in row if member is not None)


def _once(members: Iterable[int], seen: set[int]) -> Iterator[int]:
    for member in members:
        if member not in seen:
            seen.add(member)
            yield member
