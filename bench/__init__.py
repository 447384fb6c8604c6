"""Measures how fast Zhibu is: ``python -m bench``. Ratios of one run, never timed tests."""
