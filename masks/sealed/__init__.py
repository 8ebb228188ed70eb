"""The only door between a mask and whoever wears it: nothing outside this folder imports the key or reads seal,
ring and limit (a test walks the code).

Nothing here returns a member but `reveal`, to two admins who agreed; and nothing here is logged. `docs/masks.md` says what this protects from and what it
cannot.
"""

from masks.sealed.key_check import accept_key, ensure_key, key_fits
from masks.sealed.keys import Broken, MaskKeyError, create_key, has_key, place_of_key
from masks.sealed.letters import Letter, Undelivered, post
from masks.sealed.limits import (
    EVERYWHERE,
    allowed,
    count_limit,
    drop_old_limits,
    in_peace_until,
    leave_in_peace,
    lift,
    put_back,
    restrict,
    space_scope,
    topic_scope,
)
from masks.sealed.revealing import LetGo, NotRevealed, reveal
from masks.sealed.tables import LIMITS, LINKS
from masks.sealed.texts import giver_tag, open_text, seal_text, text_tag, unwrap, wrap
from masks.sealed.wearing import Own, export, forget, mine, owns, same_person, wear, worn

__all__ = [
    "EVERYWHERE",
    "LIMITS",
    "LINKS",
    "Broken",
    "LetGo",
    "Letter",
    "MaskKeyError",
    "NotRevealed",
    "Own",
    "Undelivered",
    "accept_key",
    "allowed",
    "count_limit",
    "create_key",
    "drop_old_limits",
    "ensure_key",
    "export",
    "forget",
    "giver_tag",
    "has_key",
    "in_peace_until",
    "key_fits",
    "leave_in_peace",
    "lift",
    "mine",
    "open_text",
    "owns",
    "place_of_key",
    "post",
    "put_back",
    "restrict",
    "reveal",
    "same_person",
    "seal_text",
    "space_scope",
    "text_tag",
    "topic_scope",
    "unwrap",
    "wear",
    "worn",
    "wrap",
]
