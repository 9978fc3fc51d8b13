"""What can go wrong with a text that is to become a release."""

from enum import StrEnum

from knowledge.errors import KnowledgeError


class Refused(StrEnum):
    """Why a text is no release; `bot/locale` has the words under ``ingest.refused``."""

    EMPTY = "empty"
    HUGE = "huge"
    PDF = "pdf"
    ARCHIVE = "archive"
    HANGUL_FILE = "hangul_file"
    BINARY = "binary"
    ENCODING = "encoding"
    NO_SENTENCES = "no_sentences"
    TOO_MANY = "too_many"
    NO_TITLE = "no_title"
    NO_ENGLISH_TITLE = "no_english_title"
    NO_PUBLISHER = "no_publisher"
    BAD_ID = "bad_id"
    BAD_DAY = "bad_day"
    BAD_ADDRESS = "bad_address"
    BAD_WORDS = "bad_words"
    KNOWN = "known"
    ANOTHER = "another"


class IngestRefused(KnowledgeError, ValueError):
    """A text cannot become a release; nothing was taken over.

    Attributes:
        reason: why.
        values: what the words about it name, such as a length; nothing here is secret, all of it is to be escaped.
    """

    def __init__(self, reason: Refused, **values: object) -> None:
        self.reason = reason
        self.values = values
        named = ", ".join(f"{key}={value}" for key, value in values.items())
        super().__init__(f"{reason}: {named}" if named else str(reason))
