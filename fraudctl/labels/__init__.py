"""Labels of a file, sent to a stack, and the result of each."""
