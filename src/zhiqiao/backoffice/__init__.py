"""The staff back office (后台): tables to look at, people and code lists to keep. Rules stay in services and domain."""
