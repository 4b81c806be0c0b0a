"""The code that runs in Lambda: three entry points, and below them adapters, decisions and the contract."""
