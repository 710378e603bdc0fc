"""What a message mentions, as codes: names from closed lists; times, days, amounts, plates by pattern. No learning."""
