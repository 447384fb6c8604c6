"""Scoring from files: monthly tallies of millions of units in Parquet, by the evaluator of one."""
