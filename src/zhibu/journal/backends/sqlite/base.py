"""Django's SQLite backend with a queue of writers before ``BEGIN IMMEDIATE``.

SQLite's own busy handler sleeps and retries: whoever comes at the right moment wins, and somebody
waits for seconds. Here each outermost transaction first takes its place in a kernel lock's queue.
"""

from django.db.backends.sqlite3 import base

from zhibu.journal.backends.queue import WritersQueue


class DatabaseWrapper(base.DatabaseWrapper):
    """One connection; every outermost atomic block waits its turn, first come, first served."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self._queue = WritersQueue.beside(str(self.settings_dict["NAME"]))

    def _start_transaction_under_autocommit(self) -> None:
        self._queue.enter()
        try:
            super()._start_transaction_under_autocommit()  # type: ignore[misc]
        except BaseException:
            self._queue.leave()
            raise

    def _commit(self) -> None:
        try:
            super()._commit()  # type: ignore[misc]
        finally:
            self._queue.leave()

    def _rollback(self) -> None:
        try:
            super()._rollback()  # type: ignore[misc]
        finally:
            self._queue.leave()

    def _close(self) -> None:
        try:
            super()._close()  # type: ignore[misc]
        finally:
            self._queue.close()
