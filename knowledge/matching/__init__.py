"""From a question to a decision by one book: names, candidates, scores, guards, confidence."""
