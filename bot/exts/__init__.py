"""What the bot does in Discord, one cog a module; `bot.gateway.client` makes them and gives them what they need."""
