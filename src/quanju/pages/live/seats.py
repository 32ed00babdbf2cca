"""How many live streams may be open at once: of one session, and in this process."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

from django.conf import settings

from quanju.domains.kernel.types import Refused, Text
from quanju.pages.shared.counted import STREAMS


class TooManyStreams(Refused):
    """One browser needs one stream, whatever it shows; a session may hold a few."""

    code = "TOO_MANY_STREAMS"
    text = Text(
        "这次登录已开着 {most} 条实时线路，不能再开；请关掉一些窗口，一分钟后再试",
        "This session holds {most} live lines already and cannot open another; close some "
        "windows and try again in a minute",
    )
    status = 429
    retry_after_s = 60


class NoMoreStreams(Refused):
    """The process holds as many streams as it has files for."""

    code = "NO_MORE_STREAMS"
    text = Text(
        "服务器的实时线路已满（{most} 条），请稍后再试；页面仍可刷新查看",
        "The server holds as many live lines as it can ({most}); try again soon. Pages can still "
        "be reloaded",
    )
    status = 503
    retry_after_s = 10


class Seats:
    """Counts the open streams. A few that come in the same instant may pass together."""

    def __init__(self, *, of_a_session: int, most: int) -> None:
        self._of_a_session, self._most = of_a_session, most
        self._open: Counter[str] = Counter()
        self._count = 0

    @property
    def taken(self) -> int:
        return self._count

    def check(self, session: str) -> None:
        """Refuse one more stream of this session where it, or the process, has enough."""
        if self._open[session] >= self._of_a_session:
            raise TooManyStreams(most=self._of_a_session)
        if self._count >= self._most:
            raise NoMoreStreams(most=self._most)

    @contextmanager
    def take(self, session: str) -> Iterator[None]:
        """Hold a seat until the end of the block."""
        self._open[session] += 1
        self._count += 1
        STREAMS.inc()
        try:
            yield
        finally:
            STREAMS.dec()
            self._count -= 1
            self._open[session] -= 1
            if not self._open[session]:
                del self._open[session]


@cache
def seats() -> Seats:
    """The seats of this process."""
    return Seats(of_a_session=settings.STREAMS_OF_A_SESSION, most=settings.STREAMS_MOST)
