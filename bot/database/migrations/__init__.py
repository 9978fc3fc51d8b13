"""The revisions of the tables. A new one is a file in `versions` and a line here."""

REVISIONS = ("0001", "0002")
"""Every revision, oldest first; a test compares it with the files."""

HEAD = REVISIONS[-1]
"""The revision that this code works on."""
