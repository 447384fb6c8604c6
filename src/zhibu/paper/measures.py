"""The measures of GB/T 9704-2012. The standard gives the block and the count; pitches follow.

Millimetres and points as named. Three-hao is 16 pt, two-hao 22 pt, four-hao 14 pt.
"""

MM_PER_INCH = 25.4
POINTS_PER_INCH = 72

PAGE_MM = (210.0, 297.0)
TOP_MM, INNER_MM, BOTTOM_MM, OUTER_MM = 37.0, 28.0, 35.0, 26.0
BLOCK_MM = (156.0, 225.0)
LINES, COLUMNS = 22, 28
BODY_PT, TITLE_PT, NUMBER_PT, TABLE_PT, NOTE_PT = 16.0, 22.0, 14.0, 12.0, 9.0
HEAD_PT = 40.0
BOOK_PT, RUNNING_PT = 36.0, 7.5  # a book's name on its cover; small lines at the foot
CELL_PT, MARK_PT = 3.0, 6.0  # above and below a cell's text; below the mark of a book's item
ROWS_TOGETHER = 8  # so many rows are not parted by the end of a page
HEAD_BELOW_MM = 35.0  # from the upper edge of the text block to the issuing organ
DATE_INDENT = 4  # characters, from the right
NUMBER_BELOW_MM = 7.0


def points(mm: float) -> float:
    """Return millimetres in points."""
    return mm / MM_PER_INCH * POINTS_PER_INCH


LINE_PITCH_PT = points(BLOCK_MM[1]) / LINES  # 28.99: 28 would leave room for a 23rd line
COLUMN_PITCH_PT = points(BLOCK_MM[0]) / COLUMNS  # 15.79
TIGHTER_PT = COLUMN_PITCH_PT - BODY_PT  # −0.21, or 28 characters overflow the block by 2 mm
