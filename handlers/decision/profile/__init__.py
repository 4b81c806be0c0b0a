"""The past of an entity, such as a customer, a terminal or a card, and the features that rules read of it. Pure."""
