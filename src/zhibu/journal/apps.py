from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class JournalConfig(AppConfig):
    name = "zhibu.journal"

    def ready(self) -> None:
        """Let every room name its record kinds and its followers."""
        autodiscover_modules("records", "followers")
