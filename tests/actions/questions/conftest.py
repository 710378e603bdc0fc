"""Two colleagues at the desk."""

from tests.actions.faq.conftest import li, wang

__all__ = ["li", "wang"]
