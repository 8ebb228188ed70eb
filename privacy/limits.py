"""How often, and for how long."""

from __future__ import annotations

from datetime import timedelta

KEPT_FOR = timedelta(hours=24)  # a copy after it was ready; as long one waits for the next

# Of a copy that somebody brings along
MOST_JSON = 20_000_000  # bytes of words, unpacked
MOST_COMMAS = 1_000_000  # in them: each stands between two values, and every value takes memory
MOST_FILES = 20_000  # in its archive
MOST_TEXTS = 20_000  # that wait for one member
MOST_CHARACTERS = 50_000_000  # of all of them
LONGEST_TEXT = 100_000  # characters
MOST_PICTURES = 200
MOST_PICTURE_BYTES = 60_000_000  # of all of them
RENDERED = 60_000  # characters of one page of the shelf that are drawn; what is above stands there as it was typed
BRINGS_A_DAY = 5

TIME_TO_THINK = timedelta(days=14)  # between asking to be erased and the beginning of it
HANDLE_HELD = timedelta(days=365)  # after which somebody else may go by the handle of who is gone
GOES_WITHIN = (timedelta(days=1), timedelta(days=7))  # when masked words go that their writer takes away
ERASURES_KNOWN = timedelta(days=400)  # that somebody was erased, by number alone: copies of before are gone by then
