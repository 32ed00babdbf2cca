from django.apps import AppConfig


class OperationConfig(AppConfig):
    name = "quanju.domains.operation"
    label = "operation"
    verbose_name = "运行 / Operation"
