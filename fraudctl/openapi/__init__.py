"""The OpenAPI document of the API, derived from the contract."""
