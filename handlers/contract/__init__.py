"""The contract: what is said on every wire and in every row. Pure."""
