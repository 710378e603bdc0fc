"""The house's understanding beside Rasa's own classifiers, on the same lines and the same messages."""
