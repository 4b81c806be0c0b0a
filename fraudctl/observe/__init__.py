"""What a deployed pipeline tells of itself: its logs, one transaction's story, its health."""
