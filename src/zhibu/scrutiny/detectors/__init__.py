"""Detectors of records that were made up afterwards: plain functions over plain values.

They know neither Django nor the journal, so the product and the bench run the very same ones.
"""
