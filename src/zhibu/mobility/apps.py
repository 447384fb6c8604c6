"""The mobility room; the search for members out of contact is conducted from here."""

from django.apps import AppConfig


class MobilityConfig(AppConfig):
    name = "zhibu.mobility"

    def ready(self) -> None:
        """Let others know what the search does besides, and what leaving a branch ends here."""
        from zhibu.mobility.actions.leaving import end_all_of  # noqa: PLC0415 - models ready now
        from zhibu.mobility.conducting import CONDUCT, FAMILY  # noqa: PLC0415
        from zhibu.party import leaving  # noqa: PLC0415
        from zhibu.procedures import conduct  # noqa: PLC0415

        conduct.register(FAMILY, CONDUCT)
        leaving.follow(end_all_of)
