"""What the house is measured against: a skeleton of a bot, and Rasa's own REST channel with its action server."""
