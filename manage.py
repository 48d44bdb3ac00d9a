#!/usr/bin/env python3
"""The one door: `python3 manage.py start`, `python3 manage.py test`, or any Django command."""

import sys

if __name__ == "__main__":
    from cjm_academy import bootstrap

    sys.exit(bootstrap.main(sys.argv[1:]))
