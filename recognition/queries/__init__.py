"""Reads of recognition: one function for one page's need. Nothing is ordered by a score."""

from recognition.queries.known import helped_with, known_for, most_often, tags_of_help
from recognition.queries.lines import ThanksLine, thanks_for
from recognition.queries.mine import MineData, help_sentences, this_week, words_of_thanks
from recognition.queries.public import recent_words, shown_words
from recognition.queries.words import thanks_words

__all__ = [
    "MineData",
    "ThanksLine",
    "help_sentences",
    "helped_with",
    "known_for",
    "most_often",
    "recent_words",
    "shown_words",
    "tags_of_help",
    "thanks_for",
    "thanks_words",
    "this_week",
    "words_of_thanks",
]
