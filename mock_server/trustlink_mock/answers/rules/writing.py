"""The rule about writing: which members of an answer are written, in which order."""

from trustlink_mock.answers.vocabulary import Json


def written(answer: Json) -> Json:
    """Return an answer as it is written: everything that is known, as it was put together.

    A verification is written after the single answers in it, and before it is sealed: what is
    substituted here has to leave alone what it has written once.
    """
    return answer
