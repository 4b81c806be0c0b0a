"""The REST API: its routes, its answers where no route leads, its access log."""
