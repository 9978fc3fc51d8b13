"""What each subcommand of the command line does, one module a subcommand; `bot.cli` has their options."""
