from django.apps import AppConfig


class GeoConfig(AppConfig):
    name = "quanju.domains.geo"
    label = "geo"
    verbose_name = "地图 / Geo"
