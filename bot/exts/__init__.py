"""What the bot does in Discord, one cog a module; `bot.client` makes them and gives them what they need."""
