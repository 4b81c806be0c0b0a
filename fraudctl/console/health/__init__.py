"""Health: what a stack did over the last day or week, a picture for each figure."""
