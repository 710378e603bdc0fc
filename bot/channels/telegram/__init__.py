"""Telegram: private chats, by long polling or webhook. Nothing personal is asked for here; its servers are abroad."""
