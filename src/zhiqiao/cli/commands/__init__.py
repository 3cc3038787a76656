"""The commands, loaded one at a time so that `zhiqiao --help` answers at once."""
