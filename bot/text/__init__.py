"""The words around a fact, the same in every face: phrases, plain text, look-ups, English and Korean."""
