"""Figures of what the default strategy catches, beside what is simpler, in worlds that it was not tuned on."""
