"""Registrations of new accounts: no payment, no amount; whole series of accounts are opened by machines."""
