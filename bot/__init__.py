"""Every effect: Discord, files, database, settings, command line, metrics."""
