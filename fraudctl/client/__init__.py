"""A client of the API: transactions read, sent and followed to their scores."""
