"""The queue: what is risky now, and what waits for a person."""
