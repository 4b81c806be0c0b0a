"""Kinds of fraud that happen in the named worlds: one file each, with the shape that an investigator would tell."""
