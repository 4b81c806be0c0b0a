"""The traffic: what clients send to the API, and what is done to rows past Ingestion."""
