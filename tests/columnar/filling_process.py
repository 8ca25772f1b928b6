"""A process that fills a copy in small steps until it is killed."""

import asyncio
import sys
from pathlib import Path
from typing import Any

from columnar.copying import BY_TYPE, open_copying
from evsrv.columnar import copy_reader
from evsrv.columnar.copy_steps import advance
from evsrv.columnar.progress import Progress
from evsrv.sqlite import row_values

STEP_ROWS = 50
BY_TEXT = {
    "select": [
        {"type": "field", "field": "properties", "path": ["s"]},
        {"type": "aggregation", "aggregation": "count"},
        {"type": "aggregation", "aggregation": "sum", "field": "properties", "path": ["n"]},
    ],
    "groupBy": [{"field": "properties", "path": ["s"]}],
}


def tell(*arguments: Any) -> Progress:
    progress = advance(*arguments)
    print("step", flush=True)
    return progress


async def fill(db: Path) -> None:
    row_values.STEP_ROWS = STEP_ROWS
    vars(copy_reader)["advance"] = tell
    async with open_copying(db) as copying:
        for query in (BY_TYPE, BY_TEXT):
            await copying.ask_copy(query)
            await copying.save()
        await copying.change("DELETE FROM events WHERE row % 7 = 0")
        await copying.ask()
        await asyncio.sleep(60)


if __name__ == "__main__":
    asyncio.run(fill(Path(sys.argv[1])))
