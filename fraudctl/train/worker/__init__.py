"""A program for the environment .train: fit trees to the rows in a folder, and write them and what they say there.

The folder has `task.json`, `values.bin` (rows of float32 in the order of time; absent values are not a number, a text
is a code), and `labels.bin`, `parts.bin` and `refit.bin` (a byte a row each). Two models are fitted. The first, to the
part `train`, is judged: the part `stop` says how many trees it has, and its log-odds for what calibrates and what is
held out go into `judged.bin`. The second, which is written into `model.json`, has as many trees, and is fitted to all
rows whose outcome is known: its calibration is that of the first one's log-odds in the time after its training, since
of its own no row is left that it did not see. `margins.bin` has its log-odds for the first rows that calibrate.

Its modules import NumPy and XGBoost, which nothing outside this folder does; no other module imports them.
"""
