"""One module a measure: the function `measure(scale, say)` takes its figures (see `bench.runner`)."""
