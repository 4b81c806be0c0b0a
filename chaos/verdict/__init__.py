"""The verdict: what tables, queues and subscriber hold at the end, against what the ledger says."""
