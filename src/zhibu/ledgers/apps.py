from django.apps import AppConfig


class LedgersConfig(AppConfig):
    name = "zhibu.ledgers"

    def ready(self) -> None:
        """Let kinds with words of their own be worded for print."""
        from zhibu.ledgers import worded  # noqa: F401, PLC0415 - registers what it words
