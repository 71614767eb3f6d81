"""Every failure the house knows, each with what the agent does next.

::

    AssistError
    ├── InputError            what was handed in cannot be used; nothing else is wrong
    │   ├── PhotoError        not a picture, too large, damaged, too many pixels
    │   ├── ManualError       not a PDF, damaged, password needed or wrong, too many pages
    │   └── CaseError         neither message nor photo, or a text beyond the limit
    ├── NotSignedIn           nobody is signed in, or the session ended
    ├── Forbidden             the person who asks may not do this, or it belongs to another
    ├── IndexError_           the library on disk cannot be used as configured
    │   ├── EmbedderMismatch  made with another embedder than the one set
    │   ├── IndexOutdated     made by an older version and not upgraded
    │   ├── IndexDamaged      its files are not as they were written
    │   └── IndexLocked       another process owns it
    ├── EngineError           an engine (OCR, embedder, model, database) failed
    │   └── EngineUnavailable it is not there at all, or does not answer in time
    │       └── DatabaseUnavailable  the database is locked, full or does not answer
    └── SettingsError         a setting that cannot be honoured

Expected results are values (`Outcome`), never exceptions: an unreadable photo is an outcome, a file that is
no photo is an error.  Foreign exceptions stop at the engine that met them.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager


class AssistError(Exception):
    """A failure with a stable code, a sentence for the agent and the next step.

    `code` is stable and short (used by the API, the page's translations and the tests), `help` says what to do
    next, `retryable` whether the same call may succeed later.
    """

    code = "error"
    help = "Try again; if it stays, run `python -m assist doctor`."
    retryable = False

    def __init__(self, message: str, *, code: str | None = None, help: str | None = None, **facts: object) -> None:
        super().__init__(message)
        self.code = code or type(self).code
        self.help = help or type(self).help
        self.facts = facts

    def to_dict(self) -> dict[str, object]:
        """The public form: code, message, help, retryable, and the facts the sentence was made of."""
        return {
            "code": self.code,
            "message": str(self),
            "help": self.help,
            "retryable": self.retryable,
            "facts": {name: str(value) for name, value in self.facts.items()},
        }


class InputError(AssistError):
    """What was handed in cannot be used."""

    code = "input"
    help = "Check the file or text and hand it in again."


class PhotoError(InputError):
    """A photo that cannot be opened safely."""

    code = "photo"
    help = "Ask the buyer for the photo as JPEG or PNG, as the phone took it."


class ManualError(InputError):
    """A manual that cannot be ingested."""

    code = "manual"
    help = "Open the file in a PDF viewer; if it opens there, save it anew and upload that."


class CaseError(InputError):
    """A ticket with nothing in it, or with too much."""

    code = "case"
    help = "Paste the buyer's message or drop a photo."


class NotSignedIn(AssistError):
    """Nobody is signed in, or the session ended."""

    code = "not_signed_in"
    help = "Sign in; what was typed is kept."


class Forbidden(AssistError):
    """The person who asks may not do this."""

    code = "forbidden"
    help = "Ask a lead or an admin."


class IndexError_(AssistError):
    """The library on disk cannot be used as configured."""

    code = "index"
    help = "Run `python -m assist doctor`."


class EmbedderMismatch(IndexError_):
    """The index was made with another embedder than the one configured."""

    code = "embedder_mismatch"
    help = "Set ASSIST_EMBEDDER back, or run `python -m assist index --rebuild`."


class IndexOutdated(IndexError_):
    """The index was made by another version of the program."""

    code = "index_outdated"
    help = "Run `python -m assist index --upgrade`."


class IndexDamaged(IndexError_):
    """Files of the index are gone or not as they were written."""

    code = "index_damaged"
    help = "Run `python -m assist doctor --repair`, which makes the index anew from the kept pages."


class IndexLocked(IndexError_):
    """Another process owns the index folder."""

    code = "index_locked"
    help = "Stop the other process, or set ASSIST_INDEX to another folder."
    retryable = True


class EngineError(AssistError):
    """An engine failed on this input."""

    code = "engine"
    retryable = True


class EngineUnavailable(EngineError):
    """An engine is not there, or does not answer in time."""

    code = "engine_unavailable"


class DatabaseUnavailable(EngineUnavailable):
    """The database is locked, has no room, or does not answer: what it holds is safe, what was asked was not done."""

    code = "database"
    help = "Look whether the disk is full and the database runs, then try again."


class SettingsError(AssistError):
    """A setting that cannot be honoured."""

    code = "settings"
    help = "Correct the setting named in the message; README lists them all."


@contextmanager
def on_disk(told: str, help: str = "Make room in the index folder.") -> Iterator[None]:
    """What the disk refuses becomes `EngineUnavailable` (`disk`): `told` is what could not be done, without a stop."""
    try:
        yield
    except OSError as error:
        raise EngineUnavailable(f"{told}: {error.strerror}.", code="disk", help=help) from error
