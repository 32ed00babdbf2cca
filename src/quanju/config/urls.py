"""Every address of the site, room by room."""

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    # What open pages ask for by themselves stands first: an address is looked for from the top.
    path("dispatch/", include("quanju.pages.dispatch_desk.urls")),
    path("groups/", include("quanju.pages.coordination_room.urls")),
    path("unit/", include("quanju.pages.unit_phone.urls")),
    path("live/", include("quanju.pages.live.urls")),
    path("", include("quanju.pages.shared.urls")),
    path("", include("quanju.pages.sign_in.urls")),
    path("", include("quanju.pages.map.urls")),
    path("account/", include("quanju.pages.account.urls")),
    path("administration/", include("quanju.pages.administration.urls")),
    path("operation/", include("quanju.pages.operation.urls")),
    path("notices/", include("quanju.pages.notices.urls")),
    path("", include("quanju.pages.home.urls")),
    path("thread/", include("quanju.pages.thread.urls")),
    path("worklist/", include("quanju.pages.worklist.urls")),
    path("patrol/", include("quanju.pages.patrol_board.urls")),
    path("", include("quanju.pages.reception_hall.urls")),
    path("", include("quanju.pages.reception_window.urls")),
    path("", include("quanju.pages.portal.urls")),
    path("cases/", include("quanju.pages.case_desk.urls")),
    path("supervision/", include("quanju.pages.supervision_desk.urls")),
    path("", include("quanju.pages.reception_letters.urls")),
    path("files/", include("quanju.pages.files.urls")),
    path("planning/", include("quanju.pages.planning_lab.urls")),
    path("papers/", include("quanju.pages.papers.urls")),
    path("", include("quanju.pages.health.urls")),
    path("approvals/", include("quanju.pages.approvals.urls")),
    path("journal/", include("quanju.pages.journal_reader.urls")),
    path("api/", include("quanju.api.urls")),
]
if settings.IS_DEMO:
    urlpatterns += [
        path("demo/", include("quanju.demo.urls")),
        path("", include("quanju.demo.gallery.urls")),
    ]

handler400 = "quanju.pages.shared.refusals.bad_request"
handler403 = "quanju.pages.shared.refusals.permission_denied"
handler404 = "quanju.pages.shared.refusals.page_not_found"
handler500 = "quanju.pages.shared.refusals.server_error"
handler429 = "quanju.pages.sign_in.answers.too_many_requests"
