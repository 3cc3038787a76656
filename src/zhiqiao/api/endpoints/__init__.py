"""Endpoints by room: patents, needs and enterprises, matches, imports, and the house itself."""
