"""A column that holds a state: the database knows the list of its workflow (house rule 5)."""

from django.db.models import CheckConstraint, Q

from quanju.domains.kernel.workflow import Workflow


def known_state(workflow: Workflow, name: str, field: str = "status") -> CheckConstraint:
    """The constraint that a row stands in a state of the workflow; `name` is its sentence.

    A new state of the table asks for a migration by itself (`make check` looks).
    """
    return CheckConstraint(condition=Q(**{f"{field}__in": list(workflow.states)}), name=name)
