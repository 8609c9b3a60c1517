"""What a step of a case costs: one JSON line a figure; the same as `banshi bench runtime --json`.

python tests/bench/runtime.py [--quick]
"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from designer_api.cli import main

if __name__ == "__main__":
    raise SystemExit(main(["bench", "runtime", "--json", *sys.argv[1:]]))
