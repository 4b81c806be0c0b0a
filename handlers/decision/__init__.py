"""The decision: why a transaction's score is what it is, and what is still to be done for it. Pure."""
