"""What a text says, whatever the book is about: words, numbers, the kind of thing asked, what a message is for."""
