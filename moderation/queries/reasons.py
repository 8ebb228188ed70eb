"""Which sentences a moderator is offered."""

from __future__ import annotations

from hashlib import sha256

from moderation.models import Decision, ReadyReasons
from moderation.reasons import BUILT_IN, USED_FOR


def offered(verb: Decision.Verb) -> dict[str, str]:
    """For this act, each under the name by which a form sends it: the community's own, or the built-in ones in the
    reader's language. One query.
    """
    use = USED_FOR.get(verb)
    if use is None:
        return {}
    return _named(own().get(use, [])) or {name: str(line) for name, line in BUILT_IN[use].items()}


def _named(lines: list[str]) -> dict[str, str]:
    """A form that was made before they were changed sends the name of no other sentence."""
    return {sha256(line.encode()).hexdigest()[:12]: line for line in lines}


def own() -> dict[str, list[str]]:
    """Those that this community chose, by their use; nothing where the built-in ones hold."""
    return dict(ReadyReasons.objects.exclude(lines=[]).values_list("use", "lines"))


def all_lines() -> dict[str, list[str]]:
    """What is offered now, by its use. One query."""
    chosen = own()
    return {use: chosen.get(use) or [str(line) for line in BUILT_IN[use].values()] for use in ReadyReasons.Use.values}
