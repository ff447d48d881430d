#!/usr/bin/env python3
"""The command line of the product: `manage.py help` lists what it can do."""

import sys

from config.command_line import run

if __name__ == "__main__":
    run(sys.argv)
