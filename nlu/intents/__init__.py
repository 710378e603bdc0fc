"""Which topic or task a message is about, and how sure that is."""
