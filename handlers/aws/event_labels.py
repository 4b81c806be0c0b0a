"""Labels of events, as the Fraud Detector endpoint assigns them: Feedback takes each once its event is scored.

A client sends an event with its label in one request, and the pipeline scores what was sent a second or so later: a
label of fraud counts in profiles, which hold the event only then. So the label waits for that here, for a while, rather
than in the client's retries.
"""

from collections.abc import Callable

import msgspec

from handlers.aws.called_functions import CalledFunctions, said
from handlers.contract.answers import LabelResult, LabelsAnswer
from handlers.fraud_detector.faults import InternalFault, UnknownResource, ValidationFault

LONGEST_WAIT = 8.0
"""Seconds after the request came in which Feedback is asked again; its answer to the last question then has time yet
before the API's own 29 s are over."""

FIRST_PAUSE, LONGEST_PAUSE = 0.25, 1.0
"""Seconds before the second question; each further pause is twice as long, up to the longest."""

_labels = msgspec.json.Decoder(LabelsAnswer).decode


class EventLabels:
    """Has labels stored."""

    def __init__(
        self, functions: CalledFunctions, clock: Callable[[], float], sleep: Callable[[float], object]
    ) -> None:
        """Take a clock of seconds that never goes back, and what waits for some."""
        self._functions = functions
        self._clock = clock
        self._sleep = sleep

    def now(self) -> float:
        """Return the time by the clock."""
        return self._clock()

    def assign(self, labelling: str, came: float) -> None:
        """Have a label stored, for a request that came at a time of the clock.

        Raises:
            UnknownResource: there is no such event.
            ValidationFault: the label breaks a rule.
            InternalFault: the event was not scored in time, or a function did not answer: the same again does no harm.
        """
        pause, result = FIRST_PAUSE, self._ask(labelling)
        while result.status == "unavailable" and self._clock() + pause <= came + LONGEST_WAIT:
            self._sleep(pause)
            pause, result = min(2 * pause, LONGEST_PAUSE), self._ask(labelling)
        match result.status:
            case "stored" | "duplicate":
                return
            case "unknown":
                raise UnknownResource("eventId: there is no event of this id")
            case "refused":
                raise ValidationFault(said(result.error or ""))
        raise InternalFault(said(result.error or "the label could not be stored, try again"))

    def _ask(self, labelling: str) -> LabelResult:
        (result,) = _labels(self._functions.label(labelling)).results
        return result
