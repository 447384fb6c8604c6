"""Invented populations calibrated on the public bulletins. Nobody in them exists."""
