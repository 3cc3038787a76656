"""The only face of the engines."""
