"""The benchmark counts and compares as its page says."""
