"""Traits that follow from a number alone, so that nobody and nothing needs to be kept in memory."""

MASK = (1 << 64) - 1


def mixed(trait: int, number: int) -> int:
    """Return 64 bits that look random, and are the same for the same two numbers: the finalizer of SplitMix64.

    It is published at https://prng.di.unimi.it/splitmix64.c and in Steele, Lea, Flood (2014),
    https://doi.org/10.1145/2714064.2660195.
    """
    bits = (trait ^ number * 0x9E3779B97F4A7C15) & MASK
    bits = (bits ^ bits >> 30) * 0xBF58476D1CE4E5B9 & MASK
    bits = (bits ^ bits >> 27) * 0x94D049BB133111EB & MASK
    return bits ^ bits >> 31


def in_range(bits: int, low: int, high: int) -> int:
    """Return a number from low to high, both included, for 64 bits that look random."""
    return low + (bits * (high - low + 1) >> 64)
