"""`manage.py upgrade` and `manage.py serve`: a real installation is brought up to date, and served."""

import argparse
import gc
import logging.config
import os
from typing import Any

import uvicorn
from uvicorn.supervisors import Multiprocess

from cjm_academy.bootstrap import SetUpError, say
from cjm_academy.serve import claim


def main(argv: list[str]) -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cjm_academy.settings.prod")
    return upgrade() if argv[0] == "upgrade" else serve(argv[1:])


def upgrade() -> int:
    """Everything that a new version needs before it is served; a second run changes nothing."""
    import django  # noqa: PLC0415 - the environment has been set only now
    from django.core.management import CommandError, call_command  # noqa: PLC0415
    from django.db import OperationalError  # noqa: PLC0415

    from cjm_academy import prepare  # noqa: PLC0415

    say("Compiling the messages")
    prepare.compile_messages()
    django.setup()
    try:
        say("Checking the settings")
        call_command("check", deploy=True, fail_level="WARNING")
        say("Bringing the tables up to date")
        call_command("migrate", interactive=False, verbosity=0)
        say("Loading the reference content")
        call_command("load_reference")
        say("Collecting the static files")
        call_command("collectstatic", interactive=False, verbosity=0)
    except OperationalError as error:
        raise SetUpError(f"The database does not answer: {error}") from None
    except CommandError as error:
        raise SetUpError(str(error)) from None
    say("Ready to serve")
    return 0


def serve(argv: list[str]) -> int:
    """Several processes behind one address; a proxy before them speaks HTTPS.

    Not uvicorn's own command: its listening socket does not name its protocol (small answers then take 40 ms), and
    it starts a process with a wrong setting again and again.
    """
    options = _options(argv)
    from django.conf import settings  # noqa: PLC0415 - the environment has been set only now

    logging.config.dictConfig(settings.LOGGING)
    config = uvicorn.Config(
        "cjm_academy.production:application",
        factory=True,
        workers=options.workers,
        lifespan="off",
        log_config=None,
        access_log=False,
        server_header=False,
        forwarded_allow_ips=options.proxy,
        timeout_graceful_shutdown=3,
        # A process that does not answer its parent is replaced; on a busy machine five seconds are too few.
        timeout_worker_healthcheck=30,
    )
    listener = claim(options.port, options.host)
    listener.listen(2048)
    listener.set_inheritable(True)
    Multiprocess(config, sockets=[listener]).run()
    return 0


def application() -> Any:
    """Made in each process. What is loaded by then stays for good, and is left out of garbage collection."""
    from cjm_academy.asgi import application as made  # noqa: PLC0415 - only in the processes that answer

    gc.collect()
    gc.freeze()
    return made


def _options(argv: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="manage.py serve", description=serve.__doc__)
    parser.add_argument("--host", default="127.0.0.1", help="default: 127.0.0.1")
    parser.add_argument("--port", type=int, default=8000, help="default: 8000")
    parser.add_argument("--workers", type=int, default=2, help="processes, one per core; default: 2")
    parser.add_argument(
        "--proxy", default="127.0.0.1", help="whose X-Forwarded-For is believed; default: 127.0.0.1"
    )
    return parser.parse_args(argv)
