"""How well the model understands the development set: outcomes, figures, and the report of them."""
