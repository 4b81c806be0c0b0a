"""Capacity and cost of a load: Little's law on the measured times, and AWS's published limits and prices."""
