"""Templates are laid out for people and sent without their indentation: shorter pages, made of fewer characters.

Where a template breaks a line, readers get one space, as browsers show it; before a tag's `>` nothing.
What people wrote is put in later and stays as it is, line breaks included.
"""

import re

from django.template import Origin
from django.template.loaders.filesystem import Loader

END_OF_TAG = re.compile(r"\s*\n\s*(?=/?>)")
LINE_BREAK = re.compile(r"\s*\n\s*")
TITLE = re.compile(r"(<title>)\s+|\s+(</title>)")


def compact(source: str) -> str:
    """The template in one line."""
    one_line = LINE_BREAK.sub(" ", END_OF_TAG.sub("", source)).strip()
    return TITLE.sub(r"\1\2", one_line)


class Templates(Loader):
    def get_contents(self, origin: Origin) -> str:
        contents = super().get_contents(origin)
        return compact(contents) if origin.name.endswith(".html") else contents
