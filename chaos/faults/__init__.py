"""The faults: what is broken in a call, and which calls meet it."""
