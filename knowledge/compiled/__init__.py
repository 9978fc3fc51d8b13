"""A book in the form that opens at once: bytes with checksums, from which entries are read as they are wanted."""
