"""A strategy tried on past payments: what it would have caught, and what it would have cost."""
