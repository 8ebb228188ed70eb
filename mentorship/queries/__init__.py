"""Reads of mentorship: one function for one page's need."""

from mentorship.queries.finding import Suggestion, peers, suggestions
from mentorship.queries.people import card, mentees_of, mentor_of, room
from mentorship.queries.rooms import (
    Conversation,
    asked_of,
    conversation,
    goal_shown_to_mentor,
    last_answer,
    my_open_request,
    my_pairs,
    open_worries,
    others_on_the_path,
)

__all__ = [
    "Conversation",
    "Suggestion",
    "asked_of",
    "card",
    "conversation",
    "goal_shown_to_mentor",
    "last_answer",
    "mentees_of",
    "mentor_of",
    "my_open_request",
    "my_pairs",
    "open_worries",
    "others_on_the_path",
    "peers",
    "room",
    "suggestions",
]
