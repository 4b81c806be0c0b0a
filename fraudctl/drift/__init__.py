"""Payments of now beside those that the model of a strategy was made of: which features moved, and how far."""
