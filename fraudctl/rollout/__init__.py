"""Strategies at run time: deployed, tried beside the active one, taken back, and the record of who did so."""
