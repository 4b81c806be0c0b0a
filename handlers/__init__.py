"""The code that runs in Lambda: four entry points, and below them adapters, decisions and the contract."""
