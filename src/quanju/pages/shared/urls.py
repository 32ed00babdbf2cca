from django.urls import path

from quanju.pages.shared.appearance import appearance
from quanju.pages.shared.landing import start
from quanju.pages.shared.saved_views import forget_view, save_view
from quanju.pages.shared.search import search

app_name = "shared"
urlpatterns = [
    path("appearance", appearance, name="appearance"),
    path("start", start, name="start"),
    path("search", search, name="search"),
    path("views", save_view, name="save_view"),
    path("views/<int:pk>/forget", forget_view, name="forget_view"),
]
