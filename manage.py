#!/usr/bin/env python3
"""Django's own commands, for contributors; everybody else uses `samtalerum`."""

import os
import sys

if __name__ == "__main__":
    os.umask(0o077)  # what it makes is for this account alone
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)
