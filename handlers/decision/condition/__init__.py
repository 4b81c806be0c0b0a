"""The language of conditions: from a text to a checked tree, and to a function that decides it. Pure."""
