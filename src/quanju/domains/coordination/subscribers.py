"""What of a group is deleted elsewhere is found no more."""

from datetime import datetime

from quanju.domains.coordination.finding.lines import forget_files
from quanju.domains.documents import events as documents
from quanju.domains.journal.subscribers import reacts_to
from quanju.domains.journal.types import EntryView
from quanju.domains.kernel.types import Text


@reacts_to(
    documents.FILE_DELETED,
    name="coordination.file_deleted",
    label=Text("从搜索中去掉已删除的文件", "take deleted files out of the search"),
)
def leave_the_index(entry: EntryView, at: datetime) -> None:
    """The words of a file that was deleted; until then it is left out at each question."""
    use = entry.facts.get("use")
    if isinstance(use, int):
        forget_files([use])
