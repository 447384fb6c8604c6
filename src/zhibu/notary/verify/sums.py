"""V3, the journal's own derived tables: numbers, leaves' rows, facts, sums, openings, coverage.

Everything is added up again by the database from the facts that payloads carry. A row whose sum is
nought says the same as no row.
"""

# ruff: noqa: S608 - every name in these queries is one of our own tables or columns

from datetime import date
from typing import Any

from django.db import connection
from django.utils.translation import gettext_lazy as _

from zhibu.journal import facts
from zhibu.notary.verify import differing
from zhibu.notary.verify.faults import Findings
from zhibu.notary.verify.shadow import is_postgresql, real
from zhibu.notary.verify.wanted import FACT, ROW, quoted

UNIT, MEASURE, YEAR = "journal_unit", "journal_measure", "journal_year"
TALLY, SUBJECT, UNRIPE = "journal_tally", "journal_subject_sum", "journal_unripe"
_TALLY_KEY = ("unit_no", "month", "fact_no", "lag")
_SUBJECT_KEY = ("subject", "fact_no", "period", "lag")

# Which number each unit's and each fact's rows go by, told by the rows themselves: the most win.
_VOTES = {
    UNIT: """
        SELECT f.unit_no, w.org, COUNT(*) FROM {fact} f JOIN want_leaf w ON w.lh = f.lh
        GROUP BY 1, 2
    """,
    MEASURE: """
        SELECT f.fact_no, w.name, COUNT(*) FROM {fact} f JOIN want_fact w ON w.lh = f.lh
        AND w."on" = f."on" AND w.value = f.value AND w.lag = f.lag AND w.subject = f.subject
        AND w.undoes = f.undoes GROUP BY 1, 2
        UNION ALL SELECT t.fact_no, w.name, COUNT(*) FROM {tally} t
        JOIN right_journal_unit u ON u.no = t.unit_no JOIN want_tally w ON w.org = u.name
        AND w.month = t.month AND w.lag = t.lag AND w.sum = t.sum
        AND w.name NOT IN (SELECT name FROM want_fact) GROUP BY 1, 2
    """,
}
# Facts of a day after they were entered, and whether they wait.
_AHEAD = """
    INSERT INTO ahead SELECT f.id, f.lh, f."on", u.fact_id, u."on" FROM {fact} f
    JOIN (SELECT DISTINCT lh, "on" FROM want_fact WHERE ripe = 0) w
    ON w.lh = f.lh AND w."on" = f."on" LEFT JOIN {unripe} u ON u.fact_id = f.id
"""
_MONTHS = """
    INSERT INTO want_tally SELECT org, month, name, lag, SUM(value) FROM want_fact
    WHERE ripe = 1 GROUP BY org, month, name, lag
"""
_OPENINGS = """
    INSERT INTO want_tally SELECT org, year * 100, name, lag, SUM(value) FROM open_year
    JOIN want_fact ON level = 1 AND ripe = 1 AND month < year * 100 GROUP BY org, year, name, lag
"""
_SUBJECTS = """
    INSERT INTO want_subject SELECT subject, name, {period}, lag, SUM(value), MAX(place)
    FROM want_fact WHERE ripe = 1 AND subject <> '' AND name = %s GROUP BY 1, 2, 3, 4
"""
# Each subject counts once, in the narrowest lag by which its sum reached the threshold, for the
# unit of the last fact about it.
_COVERED = """
    INSERT INTO want_tally SELECT f.org, r.period, %s, r.lag, COUNT(*) FROM (
        SELECT subject, period, MIN(CASE WHEN reached THEN lag END) AS lag, MAX(place) AS place
        FROM (SELECT subject, period, lag, place, SUM(sum) OVER (
            PARTITION BY subject, period ORDER BY lag) >= {at_least} AS reached
            FROM want_subject WHERE name = %s) AS s
        GROUP BY subject, period HAVING MIN(CASE WHEN reached THEN lag END) IS NOT NULL
    ) AS r JOIN (SELECT DISTINCT place, org FROM want_fact) AS f ON f.place = r.place
    GROUP BY f.org, r.period, r.lag
"""
_WANTED_TALLY = """
    SELECT u.no AS unit_no, w.month, m.no AS fact_no, w.lag, SUM(w.sum) AS sum FROM want_tally w
    LEFT JOIN right_journal_unit u ON u.name = w.org
    LEFT JOIN right_journal_measure m ON m.name = w.name
    GROUP BY 1, 2, 3, 4 HAVING SUM(w.sum) <> 0
"""
_WANTED_SUBJECT = """
    SELECT w.subject, m.no AS fact_no, w.period, w.lag, w.sum FROM want_subject w
    LEFT JOIN right_journal_measure m ON m.name = w.name WHERE w.sum <> 0
"""
_USED = {
    UNIT: "SELECT unit_no FROM {fact} UNION SELECT unit_no FROM {tally} WHERE sum <> 0",
    MEASURE: "SELECT fact_no FROM {fact} UNION SELECT fact_no FROM {tally} WHERE sum <> 0",
}
_NAMES = {UNIT: "uid", MEASURE: "name"}

_ORDER = _("先后次序与账本编号不一致。")
_UNKNOWN = _("账本里没有这个名称。")
_AGAIN = _("这个名称另有编号。")


def compare(findings: Findings, today: date, stated: set[int]) -> None:
    """Compare every table that the journal derives from its payloads.

    ``stated`` are the years in which records that state facts were entered.
    """
    _compare_numbers(findings, UNIT, "SELECT DISTINCT org FROM want_leaf WHERE org <> ''")
    _ripen(findings, today)
    _compare_years(findings, today, stated)
    _add_up()
    _compare_numbers(findings, MEASURE, "SELECT DISTINCT name FROM want_tally WHERE sum <> 0")
    _compare_rows(findings)
    _compare_facts(findings)
    _compare_sums(findings, TALLY, _TALLY_KEY)
    _compare_sums(findings, SUBJECT, _SUBJECT_KEY)


def ask(order: str, *values: Any) -> list[tuple[Any, ...]]:
    """Return the rows that a query gives."""
    with connection.cursor() as cursor:
        cursor.execute(order, values or None)
        return cursor.fetchall() if cursor.description else []


def _compare_numbers(findings: Findings, table: str, wanted: str) -> None:
    """Name short numbers that go with another name than their rows say; keep the right ones."""
    column = _NAMES[table]
    standing = dict(ask(f"SELECT no, {column} FROM {real(table)} ORDER BY no"))
    right = _voted(table, standing)
    known = {row[0] for row in ask(wanted)}
    if table == MEASURE:
        # a number may be given before its fact is stated, or for one that was taken back
        known |= {name for name in standing.values() if name in facts.known()}
    for number, name in standing.items():
        if number in right and right[number] != name:
            told = {"found": name, "expected": right[number]}
            findings.changed(table, f"no={number}", column, **told)
        elif number not in right and name in known and name not in right.values():
            right[number] = name
        elif number not in right:
            why = _UNKNOWN if name not in known else _AGAIN
            findings.surplus(table, f"no={number}", why)
    used = {
        row[0] for row in ask(_USED[table].format(fact=real("journal_fact"), tally=real(TALLY)))
    }
    lost = {f"no={number}" for number in (right.keys() | used) - standing.keys()}
    lost |= {f"{column}={name}" for (name,) in ask(wanted) if name not in right.values()}
    for key in sorted(lost):
        findings.missing(table, key)
    _keep_numbers(table, right)


def _voted(table: str, standing: dict[int, str]) -> dict[int, str]:
    """Return the names that the facts' rows tell of numbers; the standing one if as many do."""
    votes: dict[int, dict[str, int]] = {}
    order = _VOTES[table].format(fact=real("journal_fact"), tally=real(TALLY))
    for number, name, count in ask(order):
        told = votes.setdefault(number, {})
        told[name] = told.get(name, 0) + count
    return {
        number: max(told, key=lambda name: (told[name], name == standing.get(number)))
        for number, told in votes.items()
    }


def _keep_numbers(table: str, right: dict[int, str]) -> None:
    with connection.cursor() as cursor:
        cursor.executemany(f"INSERT INTO right_{table} VALUES (%s, %s)", list(right.items()))


def _compare_rows(findings: Findings) -> None:
    """Compare the rows that leaves are looked up by, and the order they came in."""
    differing.compare(findings, "journal_leaf", real("journal_leaf"), "want_leaf", ROW, 1)
    by = "w.org" if is_postgresql() else "1"  # acts about two units may cross on PostgreSQL
    rows = ask(
        f"SELECT id, lh FROM (SELECT l.id, l.lh, w.place, MAX(w.place) OVER (PARTITION BY {by}"
        " ORDER BY l.id ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS before"
        f" FROM {real('journal_leaf')} l JOIN want_leaf w ON w.lh = l.lh) AS o"
        f" WHERE place < before LIMIT {differing.MOST}"
    )
    for number, lh in rows:
        key = f"id={number} lh={bytes(lh).hex()}"
        findings.broken("journal_leaf", key, "id", why=_ORDER)


def _compare_facts(findings: Findings) -> None:
    columns = (*FACT, "unit_no", "fact_no", "times")
    group = ", ".join(str(place) for place in range(1, len(columns)))
    found = (
        f"(SELECT {quoted(FACT)}, unit_no, fact_no, COUNT(*) AS times FROM {real('journal_fact')}"
        f" GROUP BY {group})"
    )
    wanted = (
        f"(SELECT {quoted(FACT, 'w.')}, u.no AS unit_no, m.no AS fact_no, COUNT(*) AS times"
        " FROM want_fact w LEFT JOIN right_journal_unit u ON u.name = w.org"
        f" LEFT JOIN right_journal_measure m ON m.name = w.name GROUP BY {group})"
    )
    standing = list(differing.rows_only_in(*_both(columns, found, wanted)))
    missing = list(differing.rows_only_in(*_both(columns, wanted, found)))
    for row in standing:
        like = max(missing, key=lambda one: _alike(one, row), default=None)
        if like is None or _alike(like, row) < len(columns) - 2:
            findings.surplus("journal_fact", _fact_key(columns, row))
            continue
        missing.remove(like)
        for column, stands, should in zip(columns, row, like, strict=True):
            if stands != should:
                told = {"found": stands, "expected": should}
                findings.changed("journal_fact", _fact_key(columns, row), column, **told)
    for row in missing:
        findings.missing("journal_fact", differing.key_of(columns, row))


def _both(columns: tuple[str, ...], one: str, other: str) -> tuple[str, str]:
    told = [f"SELECT {quoted(columns)} FROM {each} AS t" for each in (one, other)]
    return told[0], told[1]


def _alike(one: tuple[Any, ...], other: tuple[Any, ...]) -> int:
    return sum(a == b for a, b in zip(one, other, strict=True))


def _fact_key(columns: tuple[str, ...], row: tuple[Any, ...]) -> str:
    told = dict(zip(columns[:-1], row, strict=False))
    where = " AND ".join(f'"{column}" = %s' for column in told)
    ids = ask(f"SELECT id FROM {real('journal_fact')} WHERE {where} ORDER BY id", *told.values())
    return f"id={'/'.join(str(one) for (one,) in ids)} lh={row[0].hex()}"


def _ripen(findings: Findings, today: date) -> None:
    """Tell which facts of days ahead are in the sums by now, and compare those that are not.

    When facts last ripened is not written anywhere: it is the day that fits the most of them.
    """
    ask(_AHEAD.format(fact=real("journal_fact"), unripe=real(UNRIPE)))
    days = [
        (_day(on), total, waiting)
        for on, total, waiting in ask(
            'SELECT "on", COUNT(*), COUNT(waits) FROM ahead GROUP BY 1 ORDER BY 1'
        )
    ]
    until = _ripened_until(days, today)
    for fact, lh, on, waits, said in ask('SELECT id, lh, "on", waits, said FROM ahead'):
        key, day = f"fact_id={fact}", _day(on)
        if waits is None and day > until:
            findings.missing(UNRIPE, key, f"（lh={bytes(lh).hex()}）")
        elif waits is not None and day <= until:
            findings.surplus(UNRIPE, key)
        elif waits is not None and _day(said) != day:
            findings.changed(UNRIPE, key, "on", found=_day(said), expected=day)
    stray = f"SELECT fact_id FROM {real(UNRIPE)} WHERE fact_id NOT IN (SELECT id FROM ahead)"
    for (fact,) in ask(stray):
        findings.surplus(UNRIPE, f"fact_id={fact}")
    value = connection.ops.adapt_datefield_value(until)
    ask('UPDATE want_fact SET ripe = 1 WHERE ripe = 0 AND "on" <= %s', value)


def _ripened_until(days: list[tuple[date, int, int]], today: date) -> date:
    """Return the day until which the fewest rows would be wrong; not after today."""
    best, fewest = date.min, sum(total - waiting for _, total, waiting in days)
    wrong = fewest
    for day, total, waiting in days:
        if day > today:
            break
        wrong += waiting - (total - waiting)
        if wrong <= fewest:
            best, fewest = day, wrong
    return best


def _day(value: Any) -> date:
    return value if isinstance(value, date) else date.fromisoformat(value)


def _compare_years(findings: Findings, today: date, stated: set[int]) -> None:
    """Compare the open years: from the year before the first fact until now, without a gap."""
    stand = {year for (year,) in ask(f"SELECT year FROM {real(YEAR)}")}
    needed: set[int] = set()
    if stated:
        begun = {year for year in stand if year <= today.year}
        needed = set(range(min(stated) - 1, max(stated | begun) + 1))
    for year in sorted(needed - stand):
        findings.missing(YEAR, f"year={year}")
    for year in sorted(stand - needed):
        findings.surplus(YEAR, f"year={year}")
    with connection.cursor() as cursor:
        cursor.executemany("INSERT INTO open_year VALUES (%s)", [(year,) for year in needed])


def _add_up() -> None:
    """Add up what facts come to: months, openings of levels, subjects' sums, their coverage."""
    ask(_MONTHS)
    ask(_OPENINGS)
    for declared in facts.known().coverages:
        period = (
            f"month / 100 * 100 + (month %% 100 - 1) / {declared.months} * {declared.months} + 1"
        )
        ask(_SUBJECTS.format(period=period), declared.counts)
        ask(_COVERED.format(at_least=declared.at_least), declared.fact, declared.counts)


def _compare_sums(findings: Findings, table: str, key: tuple[str, ...]) -> None:
    wanted = _WANTED_TALLY if table == TALLY else _WANTED_SUBJECT
    columns = (*key, "sum")
    found = f"(SELECT {quoted(columns)} FROM {real(table)} WHERE sum <> 0)"
    differing.compare(findings, table, found, f"({wanted})", columns, len(key))
