"""Points in words, as messages and data files spell them."""


def spelled(points: int | None) -> str:
    """Return points in words: ``3.75``, ``4``, ``-0.5``, or 不适用."""
    if points is None:
        return "不适用"
    sign, points = "-" if points < 0 else "", abs(points)
    return f"{sign}{points // 100}.{points % 100:02d}".rstrip("0").rstrip(".")
