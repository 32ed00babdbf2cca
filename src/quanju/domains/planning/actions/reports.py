"""A study's answer on paper."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from quanju.domains.documents.actions.papers import issue_paper
from quanju.domains.documents.types import PaperView
from quanju.domains.kernel.types import NotFound, Refused, Text
from quanju.domains.people.types import Actor
from quanju.domains.planning.models import Study
from quanju.domains.planning.papers import STUDY_REPORT
from quanju.domains.planning.permissions import may_study


class NoAnswerYet(Refused):
    """Only an answer goes to paper."""

    code = "NO_ANSWER_YET"
    text = Text("研究还没有结果，不能出报告", "The study has no answer yet to put on paper")


def issue_report(
    *, study: int, content: Mapping[str, Any], language: str, by: Actor, at: datetime
) -> PaperView:
    """The report of a finished study in a language; the same paper when asked again.

    A study never changes, so neither does its report; what it shows is drawn by the desk.
    """
    may_study(by).or_refuse()
    row = Study.objects.filter(pk=study).first()
    if row is None:
        raise NotFound(subject=f"study:{study}")
    if row.status != "done":
        raise NoAnswerYet()
    return issue_paper(
        kind=STUDY_REPORT.name,
        subject=row.subject,
        title=row.title,
        content=content,
        language=language,
        by=by,
        at=at,
    )
