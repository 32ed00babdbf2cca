from django.urls import include, path

urlpatterns = [path("", include("quanju.pages.shared.urls"))]
