"""Verification of a stack as it runs: what can be asked and tried there without harm, a row for each check."""
