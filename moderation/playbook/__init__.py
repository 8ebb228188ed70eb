"""The playbook: twelve short pages for whoever tends a space and never led a group before."""

from moderation.playbook.beginning import BEGINNING
from moderation.playbook.hard_days import HARD_DAYS
from moderation.playbook.page import Page, Part
from moderation.playbook.together import TOGETHER

PAGES: tuple[Page, ...] = (*BEGINNING, *HARD_DAYS, *TOGETHER)

__all__ = ["PAGES", "Page", "Part"]
