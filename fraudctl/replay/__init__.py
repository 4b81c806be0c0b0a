"""Decisions made again from what they stored, which must come to the same."""
