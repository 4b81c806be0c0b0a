"""The files that an import leaves: the strategy, lists, a mapping of columns, outcomes to confirm, and the report."""
