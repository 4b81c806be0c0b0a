"""The entities of a payment, such as customer, terminal or card, and the catalogue of what is known of each. Pure."""
