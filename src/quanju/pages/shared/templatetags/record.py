"""{% load record %}: what the record writes for machines, in words."""

from django import template

from quanju.domains.rulebook.types import reference_told

register = template.Library()


@register.filter
def subject_told(subject: str) -> str:
    """An object of the journal in words: {{ paper.subject|subject_told }}."""
    # It asks the rooms' tables. Django reads every library, and the gallery of pieces has none.
    from quanju.pages.shared import told

    return str(told.subject_words([subject])[subject])


@register.filter
def table_told(reference: str) -> str:
    """警情等级 第 3 版: the rule table that a matter goes by."""
    return str(reference_told(reference)) if reference else "—"
