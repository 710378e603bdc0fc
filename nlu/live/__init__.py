"""What answers now: the trained model or a refit of it, and on top of it what the feed has changed since."""
