"""Floor 3: every table, the one translation from rows to facts, the audit trail and the jobs."""
