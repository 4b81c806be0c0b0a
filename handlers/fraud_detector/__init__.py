"""Amazon Fraud Detector's events, questions and answers, translated into ours and back; pure."""
