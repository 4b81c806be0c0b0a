"""A model: gradient-boosted trees in a strategy's document, walked for each payment. Pure, and without any package."""
