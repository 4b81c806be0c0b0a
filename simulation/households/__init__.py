"""Card payments of households that carry a category and no terminal: thieves empty a card within two days."""
