"""How a country stands, class by class: counted while its scores pass by."""

from collections import Counter, defaultdict
from dataclasses import dataclass, field

import pyarrow as pa
import pyarrow.compute as pc


@dataclass(slots=True)
class OfClass:
    """Units of a class: how many, the sum of their percents (hundredths), how many of a result."""

    units: int = 0
    percent: int = 0
    results: Counter[str] = field(default_factory=Counter)


class Summary:
    """Counts of scores by class and result."""

    def __init__(self) -> None:
        self.classes: defaultdict[str, OfClass] = defaultdict(OfClass)

    def add(self, batch: pa.RecordBatch) -> None:
        """Count a batch of scores."""
        for name in batch.column("class").dictionary.to_pylist():
            self._count(name, batch.filter(pc.equal(batch.column("class"), name)))

    def _count(self, name: str, batch: pa.RecordBatch) -> None:
        if not batch.num_rows:
            return
        found = self.classes[name]
        found.units += batch.num_rows
        found.percent += pc.sum(batch.column("percent")).as_py()
        for told in pc.value_counts(batch.column("result")).to_pylist():
            if told["values"] is not None:
                found.results[told["values"]] += told["counts"]
