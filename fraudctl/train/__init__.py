"""The training of a model: features of past payments, point in time; trees made of them, and what these are worth."""
