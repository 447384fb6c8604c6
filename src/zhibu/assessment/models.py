"""What is kept of a score: one row that the overview reads; everything else is derived."""

from django.db import models


class LiveScore(models.Model):
    """Where one unit stands in one year by one standard, as of one day.

    Points are hundredths. ``items`` tells of each measured item what ``standing.Standing`` reads;
    ``states`` holds a letter for each of its periods. The row can be computed again from the sums
    at any time; nothing is typed into it.
    """

    pk = models.CompositePrimaryKey("unit", "standard", "year")
    unit = models.CharField(max_length=28)
    standard = models.CharField(max_length=40)
    year = models.PositiveSmallIntegerField()
    as_of = models.DateField()
    points = models.IntegerField()
    out_of = models.IntegerField()
    items = models.JSONField()
    states = models.JSONField()

    class Meta:
        db_table = "assessment_live_score"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(points__gte=0, points__lte=models.F("out_of")),
                name="points_within_what_is_measured",
            )
        ]
