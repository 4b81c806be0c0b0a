"""Worlds with a name: each another kind of business, with habits, frauds and labels of its own."""
