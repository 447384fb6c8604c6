"""How much of a rubric's file is read: far more than any rubric, far less than what hurts."""

FILE_BYTES = 4 * 1024 * 1024
UNPACKED_BYTES = 48 * 1024 * 1024
MEMBERS = 400
RATIO = 400
ROWS = 3_000
COLUMNS = 80
CELLS = 60_000
CELL = 4_000
