"""A Bot API server on the loopback, with workers who type and press: Telegram as the bot sees it, for tests."""

from tests.telegram_double.double import TelegramDouble
from tests.telegram_double.sent import SentMessage
from tests.telegram_double.worker import TelegramWorker

__all__ = ["SentMessage", "TelegramDouble", "TelegramWorker"]
