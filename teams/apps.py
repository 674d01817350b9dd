from importlib import import_module

from django.apps import AppConfig


class TeamsConfig(AppConfig):
    name = "teams"

    def ready(self) -> None:
        import_module("teams.readings")
        import_module("teams.receivers")
        import_module("teams.spreadsheets")
