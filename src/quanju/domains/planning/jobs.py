"""Planning's clock: studies are computed one at a time in a process of their own, plans begin."""

import subprocess
import sys
from datetime import datetime

from quanju.domains.planning.actions.plans import start_due_plan
from quanju.domains.planning.actions.studies import queue_stranded, take_next_study
from quanju.domains.planning.actions.suggestions import expire_suggestions


def start_studies(at: datetime) -> int | None:
    """Start the next study in a process of its own: dispatch must not wait for a simulation."""
    queue_stranded(at=at)
    study = take_next_study(at=at)
    if study is not None:
        subprocess.Popen(
            [sys.executable, "-m", "quanju", "study", "run", str(study)],
            stdin=subprocess.DEVNULL,
            start_new_session=True,
        )
    return study


def start_plans(at: datetime) -> int:
    """Put the approved plan in force whose day has come."""
    return start_due_plan(at=at)


def close_suggestions(at: datetime) -> int:
    """Suggestions that nobody decided before their shift began."""
    return expire_suggestions(at=at)
