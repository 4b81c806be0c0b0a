"""Output for a person at a terminal: text that is shown and never obeyed, tables, times, JSON."""
