"""What a message mentions, as codes: names from closed lists; times, days, amounts and plates by pattern. No learning."""
