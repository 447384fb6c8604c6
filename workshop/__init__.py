"""What ``dev.py`` is made of: standard library only, for nothing is installed yet."""
