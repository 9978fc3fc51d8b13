"""What waits for somebody to decide: how it is kept, shown, decided, and told to whoever began it."""
