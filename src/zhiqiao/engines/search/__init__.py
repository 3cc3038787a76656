"""Word search (关键词检索) behind the port `WordSearch`."""
