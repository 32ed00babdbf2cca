"""What visitors thought of their visits: scores, words, no number and no name."""

from datetime import timedelta
from operator import attrgetter

from django.http import HttpResponseBase
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from quanju.domains.kernel.days import local_day
from quanju.domains.kernel.types import Text
from quanju.domains.reception.queries import letters as queries
from quanju.domains.reception.queries.sites import sites
from quanju.pages.shared.listing import Column, Listing, answer, whole
from quanju.pages.shared.request import Request

SPAN = timedelta(days=30)
COLUMNS = (
    Column(Text("日期", "Day"), attrgetter("day")),
    Column(Text("接报案点", "Site"), attrgetter("site")),
    Column(Text("评价", "Score"), attrgetter("score_label")),
    Column(Text("说的话", "Words"), attrgetter("words")),
)


@never_cache
@require_GET
def comments(request: Request) -> HttpResponseBase:
    """The last comments, and the month in figures."""
    at = request.moment
    rows = queries.comments(request.actor, at=at)
    today = local_day(at)
    figures = queries.satisfaction(
        [one.pk for one in sites()], since=today - SPAN, until=today + timedelta(days=1), at=at
    )
    listing = Listing(
        COLUMNS,
        whole(rows, lambda row: str(row.pk)),
        lambda row: str(row.pk),
        Text("还没有评价。", "No comments yet."),
        "note",
        file="comments",
        subject="comments:list",
        purpose="supervise",
    )
    return answer(request, "reception_hall/comments.html", listing, figures=figures)
