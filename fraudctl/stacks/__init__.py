"""The stack that a command talks to: a deployment on this machine, or a stack on AWS."""
