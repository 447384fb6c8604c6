"""The mobility room; the search for members out of contact is conducted from here."""

from django.apps import AppConfig


class MobilityConfig(AppConfig):
    name = "zhibu.mobility"

    def ready(self) -> None:
        """Let the machine of procedures know what the search does besides."""
        from zhibu.mobility.conducting import CONDUCT, FAMILY  # noqa: PLC0415 - models ready now
        from zhibu.procedures import conduct  # noqa: PLC0415

        conduct.register(FAMILY, CONDUCT)
