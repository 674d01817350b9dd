from importlib import import_module

from django.apps import AppConfig


class MaturityConfig(AppConfig):
    name = "maturity"

    def ready(self) -> None:
        import_module("maturity.readings")
        import_module("maturity.spreadsheets")
