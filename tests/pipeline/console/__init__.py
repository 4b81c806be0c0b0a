"""The console in a browser: a package, so that its one browser and its one stack end with its tests."""
