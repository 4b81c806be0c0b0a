"""An AWS for measuring against: its answers, its latencies, its prices, and a count of what it is asked."""
