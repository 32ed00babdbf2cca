"""The paper that planning issues: a study's answer, for the files and for who decides."""

from quanju.domains.documents.types import PaperTemplate, paper_kind
from quanju.domains.kernel.types import Text
from quanju.domains.planning.permissions import may_read_planning, may_study


class StudyReport(PaperTemplate):
    """How the report of a study looks.

    Its layout finds `facts` and `rows` (lists of lines), `head`, `remarks`, `note`, and `charts`:
    a title and a drawing as SVG each.
    """


SAMPLE = {
    "facts": [["种类 / kind", "屯警点 / points"], ["警情 / calls", "1,200"]],
    "head": ["指标", "现在", "之后", "差"],
    "rows": [["三分钟内到场", "61%", "68%", "+7%"]],
    "remarks": ["…"],
    "charts": [],
    "note": "…",
}
STUDY_REPORT = paper_kind(
    "planning.study_report",
    Text("研究报告", "study report"),
    StudyReport,
    sample=SAMPLE,
    may_read=may_read_planning,
    may_withdraw=may_study,
)
