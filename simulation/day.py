"""The length of a day."""

DAY = 86_400_000
"""Milliseconds."""
