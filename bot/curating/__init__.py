"""How moderators change what the bot knows, inside Discord: forms, a preview, and what happens at each press."""
