"""Compute: a function with its role, log and dead-letter queue, and the code and packages that it runs."""
