from django.urls import path

from quanju.api import incidents, map
from quanju.api.application import api

api.add_router("", incidents.router)
api.add_router("", map.router)

urlpatterns = [path("v1/", api.urls)]
