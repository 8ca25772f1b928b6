"""`python -m evsrv`."""

from evsrv.cli import main

if __name__ == "__main__":
    main(prog_name="evsrv")
