"""Public ids: short, random, safe to read aloud and to put into an address; secrets, and what is kept of them."""

import hashlib
import secrets

# Base 32 without l and o, which look like 1 and 0.
ALPHABET = "abcdefghijkmnpqrstuvwxyz23456789"
LENGTH = 10


def new_id() -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))


def new_token() -> str:
    """A secret that opens a door by itself (an invitation link), 160 bits."""
    return "".join(secrets.choice(ALPHABET) for _ in range(32))


def guest_hash(key: str) -> str:
    """What is kept of a guest's key: enough to know it again, not enough to use it."""
    return hashlib.sha256(key.encode()).hexdigest()


def request_key(key: str, content: str) -> str | None:
    """How a form sent twice is known: by its hidden key, and by what was sent, because whoever goes back in the
    browser and asks for something else gets something else. None for a form without a key.
    """
    return hashlib.sha256(f"{key}\n{content}".encode()).hexdigest() if key else None
