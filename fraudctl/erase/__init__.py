"""Erasure of a person: marked, found in all tables and queues, erased, recorded, and after 15 days finished."""
