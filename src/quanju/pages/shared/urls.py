from django.conf import settings
from django.urls import URLPattern, path

from quanju.pages.shared.appearance import appearance

app_name = "shared"
urlpatterns: list[URLPattern] = [path("appearance", appearance, name="appearance")]
if settings.DEBUG or settings.IS_DEMO:
    from quanju.pages.shared import gallery

    urlpatterns += gallery.urlpatterns
