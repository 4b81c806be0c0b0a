"""Strategies: what decides and what is tried beside it, and drafts that may become a shadow."""
