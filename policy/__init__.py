"""The rules that every stack is held to, as a Pulumi policy pack."""
