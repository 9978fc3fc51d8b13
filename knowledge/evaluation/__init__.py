"""How well a book answers: labelled questions, the scores, and what variants are worth."""
