"""AWS on this machine: an emulator process, deployments of the Pulumi program onto it, and pollers of its streams."""
