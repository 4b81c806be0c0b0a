"""Storage: the tables, the alerts topic with its subscriptions, and the key that encrypts them."""
