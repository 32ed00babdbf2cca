from django.urls import path

from quanju.pages.shared.appearance import appearance

app_name = "shared"
urlpatterns = [path("appearance", appearance, name="appearance")]
