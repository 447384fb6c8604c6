"""Backups: everything an installation needs to stand again, and how it is checked when it does.

A backup that was never compared with a checkpoint held outside proves nothing: ``restoring``.
"""
