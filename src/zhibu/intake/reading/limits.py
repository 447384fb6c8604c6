"""How much of a file is read. Roomy for a company's lists, far below what hurts a server."""

FILE_BYTES = 64 * 1024 * 1024
XLS_BYTES = 16 * 1024 * 1024
UNPACKED_BYTES = 320 * 1024 * 1024
MEMBERS = 1_000
RATIO = 400
RATIO_FROM_BYTES = 8 * 1024 * 1024
ROWS = 150_000
COLUMNS = 500
CELLS = 6_000_000
FILES = 60
MAPPING_BYTES = 64 * 1024
