"""Why an act is not done: one type for form errors, problem documents and exit codes."""


class Refusal(Exception):
    """An expected no, worded for the person who asked.

    ``words`` is a sentence naming what, the rule and the way out (it may be translated lazily);
    ``basis`` names the article; ``field`` the input it is about.
    """

    def __init__(
        self, words: object, *, basis: str | None = None, field: str | None = None
    ) -> None:
        super().__init__(words)
        self.words = words
        self.basis = basis
        self.field = field

    def __str__(self) -> str:
        return str(self.words)
