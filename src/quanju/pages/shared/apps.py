from django.apps import AppConfig


class SharedPagesConfig(AppConfig):
    name = "quanju.pages.shared"
    label = "shared"
