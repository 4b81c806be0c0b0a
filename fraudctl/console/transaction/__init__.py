"""A transaction: its whole story, and what a person may do about it."""
