"""Floor 3, words (用语): code to sentence in both languages; the one place where text for people lives."""
