"""Who listens to what, in the memory of one process. Knows no request and no broker."""

from __future__ import annotations

import asyncio
import time
from collections import Counter, defaultdict, deque

from live.tokens import SECONDS, Token

MOST = 4_000  # listeners of one process
MOST_OF_ONE = 12  # open pages of one person: windows side by side, a telephone, a tablet
MOST_WAITING = 32  # lines that wait for one reader; who is slower than that is cut
ALL = "all"  # a channel that everybody listens to
MOST_REMEMBERED = 256  # lines that are told again to a page that was away for a moment


class Refused(Exception):
    """Not now, with the status that says so."""

    def __init__(self, status: int) -> None:
        self.status = status


class Listener:
    """One open page."""

    __slots__ = ("has_ended", "token", "waiting", "woken")

    def __init__(self, token: Token) -> None:
        self.token = token
        self.waiting: list[bytes] = []
        self.woken = asyncio.Event()
        self.has_ended = False

    @property
    def channels(self) -> tuple[str, ...]:
        return tuple(filter(None, (self.token.person, self.token.topic)))

    def tell(self, line: bytes) -> None:
        if len(self.waiting) >= MOST_WAITING:
            return self.end()
        self.waiting.append(line)
        self.woken.set()

    def end(self) -> None:
        self.has_ended = True
        self.woken.set()

    def take(self) -> bytes:
        lines, self.waiting = b"".join(self.waiting), []
        self.woken.clear()
        return lines


class Hub:
    """`hears_since`: since when no message can have been missed; None while nothing is heard."""

    def __init__(self, *, most: int = MOST, most_of_one: int = MOST_OF_ONE) -> None:
        self.most, self.most_of_one = most, most_of_one
        self.hears_since: float | None = None
        self.listeners: dict[str, set[Listener]] = defaultdict(set)
        self.of_person: Counter[str] = Counter()
        self.ended: dict[str, float] = {}
        self.said: deque[tuple[int, str, bytes]] = deque(maxlen=MOST_REMEMBERED)
        # Never one that an earlier process gave out: a page that comes back with it would be told the wrong lines.
        self.last = int(time.time() * 1000)

    @property
    def count(self) -> int:
        return self.of_person.total()

    def join(self, token: Token, *, heard: int | None = None) -> Listener:
        """Lets a page listen; what it missed after line `heard` is told at once. Raises Refused."""
        self._look_at(token)
        listener = Listener(token)
        for channel in listener.channels:
            self.listeners[channel].add(listener)
        self.of_person[token.person] += 1
        for number, channel, line in self.said if heard is not None else ():
            if heard is not None and number > heard and channel in listener.channels:
                listener.tell(line)
        return listener

    def _look_at(self, token: Token) -> None:
        if self.hears_since is None:
            raise Refused(503)
        # Whoever may not hear any more was perhaps told off while nothing was heard: the web process looks again.
        ended = max(self.ended.get(channel, 0.0) for channel in (ALL, token.person, token.topic))
        if token.made_at <= max(self.hears_since, ended):
            raise Refused(403)
        if self.count >= self.most:
            raise Refused(503)
        if self.of_person[token.person] >= self.most_of_one:
            raise Refused(429)

    def leave(self, listener: Listener) -> None:
        for channel in listener.channels:
            self.listeners[channel].discard(listener)
            if not self.listeners[channel]:
                del self.listeners[channel]
        person = listener.token.person
        self.of_person[person] -= 1
        if self.of_person[person] <= 0:
            del self.of_person[person]

    def hear(self, message: str) -> None:
        """What the web process and the workers say: "say CHANNEL KIND [DATA]" or "end CHANNEL". All else is nothing."""
        match message.split(" "):
            case ["say", channel, kind, *data] if channel and kind and len(data) <= 1:
                self._say(channel, kind, "".join(data) or "new")
            case ["end", channel] if channel:
                self._end(channel)

    def _say(self, channel: str, kind: str, data: str) -> None:
        self.last += 1
        line = f"id: {self.last}\nevent: {kind}\ndata: {data}\n\n".encode()
        self.said.append((self.last, channel, line))
        for listener in list(self.listeners.get(channel, ())):
            listener.tell(line)

    def _end(self, channel: str) -> None:
        """Everybody who listens there asks the web process for another token, and may get none."""
        now = time.time()
        self.ended = {name: at for name, at in self.ended.items() if now - at < SECONDS} | {channel: now}
        for listener in self._everybody() if channel == ALL else list(self.listeners.get(channel, ())):
            listener.end()

    def starts_to_hear(self) -> None:
        self.hears_since = time.time()

    def hears_nothing(self) -> None:
        """The line to the broker is cut. Nobody is kept waiting for news that does not come."""
        self.hears_since = None
        for listener in self._everybody():
            listener.end()

    def _everybody(self) -> set[Listener]:
        return {one for some in self.listeners.values() for one in some}
