"""Floor 5, the web site (网站): pages in Chinese and English for people. Imports no other entrance."""
