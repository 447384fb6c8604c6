from django.apps import AppConfig


class ProceduresConfig(AppConfig):
    name = "zhibu.procedures"

    def ready(self) -> None:
        """Let what cases wait for be reckoned whenever they are told again from the journal."""
        from zhibu.journal import replay  # noqa: PLC0415 - app ready
        from zhibu.procedures import awaiting  # noqa: PLC0415 - app ready

        replay.also("procedures", awaiting.reckon)
