"""The commands, a module each: options parsed, one call made, its result rendered."""
