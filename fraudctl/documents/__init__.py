"""The documents that are written from the program: the configuration, the commands, the pictures."""
