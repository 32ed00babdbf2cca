"""A photo, a document, a voice note: said in the group like any message, kept with its group."""

from datetime import datetime

from quanju.domains.coordination.actions.holding import held_group
from quanju.domains.coordination.actions.messages import say
from quanju.domains.coordination.queries.messages import told_message
from quanju.domains.coordination.types import MessageView
from quanju.domains.documents.actions.files import Upload, keep_file
from quanju.domains.kernel.transaction import write
from quanju.domains.kernel.types import NotFound, Refused, Text
from quanju.domains.people.types import Actor


class OutMeanwhile(Refused):
    """Whoever begins to send as a member may be none when the last byte has come."""

    code = "OUT_MEANWHILE"
    text = Text(
        "传送期间您已不在这个群里，文件没有存入；需要时请交给群的负责人",
        "You left the group or were taken out while it was sent; it was not stored. "
        "Give it to the owner of the group if it is needed",
    )
    status = 403


def attach_file(
    *,
    file: Upload,
    group: str,
    name: str = "",
    own_at: datetime | None = None,
    by: Actor,
    at: datetime,
) -> MessageView:
    """Say a file that has come whole; the caller has asked for the group before it was read.

    The same bytes are kept once in a group and may be said again. Refuses who is out by now, who
    only reads, an ended group, more files than its kind allows.
    """
    with write():
        try:
            row, mine = held_group(group, by, at)
        except NotFound:
            raise OutMeanwhile() from None
        kept = keep_file(
            file,
            subject=row.subject,
            name=name,
            related=[by.subject],
            taken_at=own_at,
            by=by,
            at=at,
        )
        message = say(row, mine, by, at, kind="file", text="", file_id=kept.id, own_at=own_at)
    return told_message(message.pk, at=at)
