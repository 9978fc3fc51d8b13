"""The text of a fact file to a `FactBook`, or every problem at once, each with its place and its mend."""
