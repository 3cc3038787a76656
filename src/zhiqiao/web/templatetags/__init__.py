"""What templates may ask for: words for codes, texts in the reader's language, marked passages."""
