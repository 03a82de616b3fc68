"""Hashing passwords: argon2id, off the event loop, on two threads at most, with a queue that ends."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import cache, partial
from typing import TypeVar

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from network.identity.errors.accounts import Busy
from network.identity.rules.passwords import normal_password

# OWASP's parameters: 38 ms and 19 MiB each, measured on two cores. It frees the interpreter while it works.
HASHER = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)

AT_ONCE = 2
MOST_IN_HAND = 100  # two seconds of work

Answer = TypeVar("Answer")


class Hashing:
    """The two threads, and how much is in their hands."""

    def __init__(self) -> None:
        self.threads = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="hashing")
        self.in_hand = 0

    async def run(self, work: Callable[[], Answer]) -> Answer:
        """Raises Busy instead of letting a queue grow that nobody waits for any more."""
        if self.in_hand >= MOST_IN_HAND:
            raise Busy()
        self.in_hand += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self.threads, work)
        finally:
            self.in_hand -= 1


HASHING = Hashing()


async def hash_password(password: str) -> str:
    return await HASHING.run(partial(HASHER.hash, normal_password(password)))


async def password_fits(password: str, password_hash: str | None) -> bool:
    """Whether this is the password. Takes as long for an account that does not exist (`password_hash` None)."""
    return await HASHING.run(partial(_verify, normal_password(password), password_hash))


def _verify(password: str, password_hash: str | None) -> bool:
    try:
        return HASHER.verify(password_hash or _nobodys_hash(), password) and password_hash is not None
    except (VerificationError, InvalidHashError):
        return False


@cache
def _nobodys_hash() -> str:
    return HASHER.hash("the password of nobody")
