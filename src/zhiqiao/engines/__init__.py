"""Floor 3, engines (引擎): they find, read and write, and judge nothing. Reached through `engines.choose` only."""
