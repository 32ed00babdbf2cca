from django.urls import path

from quanju.pages.shared.appearance import appearance
from quanju.pages.shared.landing import start
from quanju.pages.shared.search import search

app_name = "shared"
urlpatterns = [
    path("appearance", appearance, name="appearance"),
    path("start", start, name="start"),
    path("search", search, name="search"),
]
