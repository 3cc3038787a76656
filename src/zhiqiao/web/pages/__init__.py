"""Pages by room: each asks services and picks a template; no rule and no query of its own lives here."""
