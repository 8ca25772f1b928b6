"""`python -m evsrv`."""

from evsrv.cli import run

if __name__ == "__main__":
    run()
