"""Amazon Fraud Detector's detectors: read from dumps, templates or the service, and converted into a strategy."""
