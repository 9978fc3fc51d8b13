"""What a change would do to a book, before it is made."""
