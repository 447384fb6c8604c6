"""The elections room; its procedures are conducted from here once all rooms are there."""

from django.apps import AppConfig


class ElectionsConfig(AppConfig):
    name = "zhibu.elections"

    def ready(self) -> None:
        """Let the machine of procedures know what an election does besides."""
        from zhibu.elections.conducting import CONDUCT  # noqa: PLC0415 - models are ready only now
        from zhibu.procedures import conduct  # noqa: PLC0415

        conduct.register("election", CONDUCT)
