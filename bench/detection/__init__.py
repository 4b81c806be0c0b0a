"""What the default strategy catches in worlds that it was not tuned on, beside what is simpler: docs/detection.md."""
