"""Floor 1: plain Python that judges. No clock, no database, no engine, no text in any language: codes only."""
