"""The Pulumi program, run in this process without the Pulumi CLI."""
