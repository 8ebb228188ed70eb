"""What other apps have to say beside a topic's posts. Each gives facts about a whole page at once."""

from __future__ import annotations

from typing import Any

from forum.queries.topic import TopicPage


def facts(page: TopicPage) -> dict[str, Any]:
    """About the posts: thanks, articles grown from them, what whoever tends the space may do."""
    return {}


def beside(page: TopicPage) -> dict[str, Any]:
    """About the topic: what stands in the aside."""
    return {}
