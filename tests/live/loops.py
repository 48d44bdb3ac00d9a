import asyncio
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor

PATIENCE = 60.0
"""Seconds that a slow machine may take for one step; what happens sooner is not waited for."""


def run[T](task: Coroutine[object, object, T]) -> T:
    """On a loop of its own in a thread of its own: a browser test in the same process leaves one running in this."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, task).result()
