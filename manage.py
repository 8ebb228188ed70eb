#!/usr/bin/env python3
"""Django's command line; `bin/manage` calls it with the embedded servers running."""

import os
import sys

from django.core.management import execute_from_command_line

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "community.settings")
    execute_from_command_line(sys.argv)
