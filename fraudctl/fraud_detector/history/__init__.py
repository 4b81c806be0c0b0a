"""The history of events as the service took it: tables in CSV, read as lines of past payments."""
