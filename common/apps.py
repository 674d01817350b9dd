from importlib import import_module

from django.apps import AppConfig


class CommonConfig(AppConfig):
    name = "common"

    def ready(self) -> None:
        """What listens to Celery, and what takes a reading, tells so when it is loaded."""
        for module in ("tasks", "queue", "worker_page"):
            import_module(f"common.metrics.{module}")
