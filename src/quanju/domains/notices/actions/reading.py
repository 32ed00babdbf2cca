"""Reading one's own notices. It changes nothing of duty, so it is no entry of the journal."""

from datetime import datetime

from quanju.domains.kernel.transaction import write
from quanju.domains.kernel.types import NotFound
from quanju.domains.notices.models import Notice
from quanju.domains.notices.permissions import may_read_notices
from quanju.domains.notices.types import NoticeView
from quanju.domains.people.types import Actor


def read_notice(*, notice: int, by: Actor, at: datetime) -> NoticeView:
    """Note that its reader has seen it; the first time counts. Others' notices are not found."""
    may_read_notices(by).or_refuse()
    with write():
        row = Notice.objects.of(by).filter(pk=notice).first()
        if row is None:
            raise NotFound(subject=f"notice:{notice}")
        if row.read_at is None:
            row.read_at = at
            row.save(update_fields=["read_at"])
    return row.view()


def read_all_notices(*, by: Actor, at: datetime) -> int:
    """Note that their reader has seen all that were told until now."""
    may_read_notices(by).or_refuse()
    with write():
        mine = Notice.objects.of(by).unread().filter(told_at__lte=at)
        return mine.update(read_at=at)
