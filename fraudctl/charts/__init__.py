"""Charts as SVG, written by hand: the same bytes for the same figures, legible in light and dark."""
