"""How the bot does: what it could not answer, and how much it was asked. Nobody's name is in any of it."""
