"""The strategies that come with the project, and the reader of a strategy's file for program and command line."""
