"""Questions nobody answered, put together by what they ask."""
