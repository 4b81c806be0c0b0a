"""Stand-ins for AWS in measurements: instant answers, a clock of its latencies, and a count of calls."""
