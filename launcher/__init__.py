"""Set-up, start and supervision of the three processes. Standard library only: it runs before anything is installed."""
