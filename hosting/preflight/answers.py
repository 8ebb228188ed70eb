"""One line of what was found."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class State(StrEnum):
    OK = "ok"
    LOOK = "look"  # goes on, and deserves a look
    WRONG = "wrong"  # something does not work
    STOP = "stop"  # to start or to upgrade would do harm


BAD = (State.WRONG, State.STOP)


@dataclass(frozen=True)
class Answer:
    """`said`: what is so; `do`: what to do about it, "" where nothing is."""

    about: str
    state: State
    said: str
    do: str = ""

    def __str__(self) -> str:
        return f"{self.state:<5} {self.about}: {self.said}" + (f" {self.do}" if self.do else "")


def ok(about: str, said: str) -> Answer:
    return Answer(about, State.OK, said)
