"""The demonstration: a stack deployed, traffic sent, every score and alert found again."""
