"""`manage.py start`: makes everything ready and serves it with uvicorn until Ctrl+C."""

import argparse
import gc
import os
import signal
import socket
import sys
from contextlib import suppress

import uvicorn

from cjm_academy.bootstrap import SetUpError, say


def main(argv: list[str]) -> int:
    options = _options(argv[1:])
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cjm_academy.settings.dev")
    # Links in mails lead back here.
    os.environ.setdefault("CJM_BASE_URL", f"http://127.0.0.1:{options.port}")
    listener = claim(options.port)
    sign_ins = make_ready()
    listener.listen()
    print(f"\nCJM Academy: http://127.0.0.1:{options.port}/")
    for line in sign_ins:
        print(f"  {line}")
    print("Ctrl+C stops it.", flush=True)
    serve(listener)
    return 0


def _options(argv: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="manage.py start", description=__doc__)
    parser.add_argument("--port", type=int, default=8000, help="default: 8000")
    return parser.parse_args(argv)


def claim(port: int, host: str = "127.0.0.1") -> socket.socket:
    """Takes the port before the long set-up, so that a taken one is told at once."""
    # asyncio switches TCP_NODELAY on only where the protocol is named; without, a small answer takes 40 ms.
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    if sys.platform != "win32":
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
    except (OSError, OverflowError) as error:
        listener.close()
        raise SetUpError(
            f"Port {port} cannot be used ({error}). Choose another: python3 manage.py start --port 8080"
        ) from None
    return listener


def make_ready() -> list[str]:
    import django  # noqa: PLC0415 - the environment has been set only now

    from cjm_academy import prepare  # noqa: PLC0415

    prepare.compile_messages()
    django.setup()
    prepare.load_content(tables_changed=prepare.migrate())
    say("Ready")
    return prepare.demo_sign_ins()


def serve(listener: socket.socket) -> None:
    """A graceful stop waits three seconds at most: open event streams would hold it forever."""
    config = uvicorn.Config(
        "cjm_academy.asgi:application",
        lifespan="off",
        log_level="warning",
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=3,
    )
    config.load()
    from cjm_academy.background import working  # noqa: PLC0415 - Django must be set up first

    # What is loaded by now stays for good: left out of garbage collection, the slowest answers get quicker by a third.
    gc.collect()
    gc.freeze()
    # The server sends itself the signal that ended it; the worker is to stop as cleanly after `kill` as after Ctrl+C.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    with working(), suppress(KeyboardInterrupt):
        uvicorn.Server(config).run(sockets=[listener])
