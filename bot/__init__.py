"""Every effect: Discord, files, database, settings, command line, metrics."""

__version__ = "0.1.0"
