"""The faces outside Discord: a console for people, JSON lines for programs."""
