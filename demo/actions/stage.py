"""What the parts of the demo hand to each other."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.utils import timezone

from demo.content.script import Thread
from forum.models import Post, Space, Topic
from members.models import Goal, Journey, Member


@dataclass
class Stage:
    """People, places and threads by the names that the script gives them."""

    now: datetime = field(default_factory=timezone.now)
    people: dict[str, Member] = field(default_factory=dict)
    places: dict[str, Space] = field(default_factory=dict)
    topics: dict[str, Topic] = field(default_factory=dict)
    answers: dict[tuple[str, int], Post] = field(default_factory=dict)
    threads: dict[str, Thread] = field(default_factory=dict)
    goals: dict[str, Goal] = field(default_factory=dict)
    journey: Journey | None = None

    def ago(self, *, hours: float = 0, days: float = 0) -> datetime:
        return self.now - timedelta(hours=hours, days=days)
