"""How fast the house answers, beside a bare skeleton and beside Rasa's own chat stack. Start with `benchmarks.chat`."""
