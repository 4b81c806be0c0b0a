"""The sources of a detector: a folder of what the AWS command line printed, a template, or the service itself."""
