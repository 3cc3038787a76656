"""Floor 6: settings, addresses and the door to the web server."""
