"""The archive: closed cases by year, kind, office and outcome; as a file and on paper, too."""

from django.http import HttpResponseBase
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from quanju.domains.cases.permissions import may_read_cases
from quanju.pages.case_desk.lists import ArchiveFilter, archive_list
from quanju.pages.shared.listing import answer
from quanju.pages.shared.request import Request


@never_cache
@require_GET
def archive(request: Request) -> HttpResponseBase:
    """The closed cases this reader may see, those closed last first."""
    may_read_cases(request.actor).or_refuse()
    form = ArchiveFilter(request.GET, actor=request.actor)
    return answer(request, "case_desk/archive.html", archive_list(form, request.actor))
