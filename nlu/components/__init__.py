"""Rasa's side of the house: thin shells over `nlu.entities` and `nlu.intents`."""
