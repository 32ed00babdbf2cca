"""The live site of an exercise: a supervisor has begun one. `end` ends it."""

import sys
from datetime import timedelta

import django


def fill(word: str) -> None:
    """Print what the database holds when the exercise begins, and when it has ended."""
    django.setup()
    from tests.builders.people import an_actor
    from tests.pages.unit_phone.site import crew_on_shift

    from quanju.domains.dispatch.actions.exercises import end_exercise, start_exercise
    from quanju.domains.dispatch.queries.exercises import exercise_on
    from quanju.domains.kernel.clock import now

    early = now() - timedelta(days=1)
    if word != "end":
        crew_on_shift()
        chief = an_actor("shift_supervisor", name="chief", valid_from=early)
        start_exercise(title="洪水演练", by=chief, at=now())
    elif row := exercise_on():
        end_exercise(exercise=row.pk, by=an_actor("shift_supervisor", name="other"), at=now())


if __name__ == "__main__":
    fill(sys.argv[1])
