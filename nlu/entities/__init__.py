"""Names and times a message mentions: regions, places, platforms, trades, facilities. Closed lists, no learning."""
