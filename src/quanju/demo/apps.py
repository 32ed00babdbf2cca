from django.apps import AppConfig


class DemoConfig(AppConfig):
    name = "quanju.demo"
    label = "demo"
    verbose_name = "演示 / Demo"

    def ready(self) -> None:
        from quanju.demo.entry import show_beside_sign_in

        show_beside_sign_in()
