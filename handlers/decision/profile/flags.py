"""Flags of a payment that a profile remembers."""

DECLINED, SMALL, HIGH, PAST, UNSUMMED = 1, 2, 4, 8, 16
"""Flags of a payment. A PAST one was too old when it arrived to count in any window."""

NEW = (32, 64, 128)
"""Flags of a payment whose counterpart, of each of the kinds MET, was not known before."""
