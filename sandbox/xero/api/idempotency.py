"""The memory of Idempotency-Keys (Xero guide: Idempotent requests)."""

from sandbox.common.answer import Answer
from sandbox.common.clock import Clock
from sandbox.common.memory import Memory, fingerprint_of
from sandbox.common.request import Request

from ..problems import bad_request

KEPT_SECONDS = 6 * 60
LONGEST_KEY = 128


class IdempotencyMemory:
    """Answers by app and key."""

    def __init__(self, clock: Clock) -> None:
        self._memory = Memory(clock, KEPT_SECONDS)

    def recall(self, client_id: str, tenant_id: str, request: Request) -> Answer | None:
        """The answer given before to this very request. Using a key for another one is refused;
        that the organisation belongs to what must be the same is an assumption."""
        key = request.header("Idempotency-Key")
        if len(key) > LONGEST_KEY:
            raise bad_request(
                10,
                "ValidationException",
                f"Idempotency Key must not be longer than {LONGEST_KEY} characters.",
            )
        kept = self._memory.find((client_id, key))
        if kept is None:
            return None
        if kept.fingerprint != fingerprint_of(request, tenant_id):
            raise bad_request(
                10,
                "ValidationException",
                f"Idempotency Key: {key} is used with a different request.",
            )
        return kept.answer

    def remember(self, client_id: str, tenant_id: str, request: Request, answer: Answer) -> None:
        key = request.header("Idempotency-Key")
        self._memory.keep((client_id, key), fingerprint_of(request, tenant_id), answer)
