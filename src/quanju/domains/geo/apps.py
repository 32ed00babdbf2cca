from django.apps import AppConfig


class GeoConfig(AppConfig):
    name = "quanju.domains.geo"
    label = "geo"
    verbose_name = "地图 / Geo"

    def ready(self) -> None:
        from quanju.domains.geo import rules  # noqa: F401 - defines the rule kinds
        from quanju.domains.geo.actions import place_notes  # noqa: F401 - an act for two
