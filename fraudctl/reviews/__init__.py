"""Reviews: the work of people on transactions, asked for through the API and read in the tables."""
