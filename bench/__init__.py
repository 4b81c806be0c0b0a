"""Every figure about the pipeline's speed and cost, from one command: `make bench`."""
