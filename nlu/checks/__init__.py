"""The regression gate: what publishing a draft would change, and whom it would answer wrongly."""
