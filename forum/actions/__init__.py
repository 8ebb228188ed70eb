"""The verbs of the forum: the only writers of its rows."""

from forum.actions.closing import close, closing_of, put_closing_back, reopen
from forum.actions.comments import comment, edit_comment
from forum.actions.common import touch
from forum.actions.grace import release_waiting
from forum.actions.hearing import choose_level, follow, forget_level, unfollow
from forum.actions.helped import mark_helped, unmark_helped
from forum.actions.keeping import mark_read, mute_mask, save, unmute_mask, unsave
from forum.actions.posts import Outdated, answer, delete, edit, restore
from forum.actions.tending import hide, hold, put_back, release, unhide
from forum.actions.topics import ask, move, move_back, put_tags_back, retag, take_mask_off

__all__ = [
    "Outdated",
    "answer",
    "ask",
    "choose_level",
    "close",
    "closing_of",
    "comment",
    "delete",
    "edit",
    "edit_comment",
    "follow",
    "forget_level",
    "hide",
    "hold",
    "mark_helped",
    "mark_read",
    "move",
    "move_back",
    "mute_mask",
    "put_back",
    "put_closing_back",
    "put_tags_back",
    "release",
    "release_waiting",
    "reopen",
    "restore",
    "retag",
    "save",
    "take_mask_off",
    "touch",
    "unfollow",
    "unhide",
    "unmark_helped",
    "unmute_mask",
    "unsave",
]
