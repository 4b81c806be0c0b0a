"""What a load needs, and what it costs: Little's law on the measured times, and AWS's published limits and prices."""
