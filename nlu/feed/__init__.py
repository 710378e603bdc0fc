"""The published FAQ, followed from actions; the last good one is kept."""
