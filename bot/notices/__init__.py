"""What the bot says without being asked: to channels that want to hear of changes, of the week, of what is broken."""
