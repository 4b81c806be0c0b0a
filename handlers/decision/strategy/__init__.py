"""Strategies as documents: which fields one has, what may stand in each, and what the functions make of it. Pure."""
