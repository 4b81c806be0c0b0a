"""Strategies as people write them: read, checked, explained, tested and compared."""
