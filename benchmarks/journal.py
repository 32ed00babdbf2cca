"""The record: entries written a second, a million checked; what `quanju bench journal` measures."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "quanju.config.settings")

from quanju.cli.bench_journal import journal

if __name__ == "__main__":
    journal(["--json"])
