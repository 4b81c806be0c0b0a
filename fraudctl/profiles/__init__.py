"""Profiles of entities: warmed from a file of past payments, shown, and made anew from the tables."""
