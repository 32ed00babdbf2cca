"""Names of the entries of notices. They name people and what it is about; never the words."""

from quanju.domains.journal.types import Audience, Event, heard
from quanju.domains.kernel.types import Text

# Whoever is told hears it, and whoever told them: so the bell of the one rings, and no other.
heard("notices", Audience())

PEOPLE_TOLD = Event("notices.people_told", Text("通知", "people told"))
NOTICE_SENT = Event("notices.notice_sent", Text("通知已发出", "notice sent"), "disclose")
NOTICE_GIVEN_UP = Event("notices.notice_given_up", Text("通知未能发出", "notice given up"))
NOTICE_RETRIED = Event("notices.notice_retried", Text("重发通知", "notice tried again"))
