"""Commands of the documents, run as a reader types them."""

import asyncio
import os
import sys
from collections.abc import Mapping
from pathlib import Path

from cli.processes import ENVIRON


async def run(script: str, folder: Path, variables: Mapping[str, str]) -> tuple[int, str]:
    """Run commands in a shell that has `evsrv`; return the last status, and all that they print."""
    program = folder / "bin" / "evsrv"
    program.parent.mkdir(exist_ok=True)
    program.write_text(f'#!/bin/sh\nexec {sys.executable} -m evsrv "$@"\n')
    program.chmod(0o755)
    process = await asyncio.create_subprocess_exec(
        "bash",
        "-c",
        script,
        cwd=folder,
        env={**ENVIRON, **variables, "PATH": f"{program.parent}:{os.environ['PATH']}"},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    printed, _ = await process.communicate()
    assert process.returncode is not None
    return process.returncode, printed.decode()
