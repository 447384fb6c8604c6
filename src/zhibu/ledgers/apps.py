from django.apps import AppConfig


class LedgersConfig(AppConfig):
    name = "zhibu.ledgers"

    def ready(self) -> None:
        """Let kinds with words of their own be worded for print, and frozen files be verified."""
        from zhibu.ledgers import checking, worded  # noqa: F401, PLC0415 - registers what it words
        from zhibu.notary import verify  # noqa: PLC0415 - app ready

        verify.also_files(checking.check_files, kinds={"ledgers.frozen"})
