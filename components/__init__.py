"""The Pulumi components: one file a stage, and four rooms of what stages are built from."""
