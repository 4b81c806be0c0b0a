"""The last alerts and the waiting reviews, kept in memory and refreshed in the background."""
