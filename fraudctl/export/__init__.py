"""A stack's payments with all that became of them, in files that `backtest`, `train` and `profiles load` read again."""
