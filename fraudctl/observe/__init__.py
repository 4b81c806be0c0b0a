"""Observation of a deployed pipeline: its logs, the timeline of a transaction, its health."""
