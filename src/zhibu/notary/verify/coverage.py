"""Which erasures and sealings the journal knows of: what V2 lets pass."""

from functools import cached_property


class Covered:
    """Reads the journal's own entries about erasing, once, when first asked."""

    def erased(self, lh: bytes) -> set[int]:
        """Return the parts of a payload whose erasure an entry records."""
        return self._known.get(("erase", lh), set())

    def withheld(self, lh: bytes) -> set[int]:
        """Return the parts of a payload whose sealing an entry records."""
        return self._known.get(("seal", lh), set())

    def is_dropped(self, lh: bytes) -> bool:
        """Say whether an entry records that a whole payload was erased."""
        return -1 in self.erased(lh)

    @cached_property
    def _known(self) -> dict[tuple[str, bytes], set[int]]:
        return {}
