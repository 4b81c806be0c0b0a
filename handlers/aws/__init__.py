"""Adapters: the tables, topic, queues and functions as the entry points use them; log and metrics."""
