"""The Fraud Detection Handbook's protocol, on its world, for scores that its models can be set beside."""
