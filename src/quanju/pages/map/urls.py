from django.urls import path

from quanju.pages.map import views

app_name = "map"
urlpatterns = [
    path("geo/tiles/<int:z>/<int:x>/<int:y>.mvt", views.tile, name="tile"),
    path("geo/layers/<slug:name>", views.layer, name="layer"),
    path("geo/suggest", views.suggest, name="suggest"),
]
