"""The command line: `commands` parse and print, the other rooms do the work."""
