"""Changes of a fact file: made in its text by the lines that change, found between two texts, written for others."""
