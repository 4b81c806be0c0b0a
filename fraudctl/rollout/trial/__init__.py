"""A strategy tried on stored decisions, and what that says against putting it live."""
