"""Write the sample retailer anew beside this file: ``python sample_data/generate.py [customers] [seed]``."""

import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

from crm_core.sample import write_sample  # noqa: E402  the library lies beside this folder

if __name__ == "__main__":
    customers, seed = (*map(int, sys.argv[1:3]), *(5_000, 1)[len(sys.argv) - 1 :])
    for name, rows in write_sample(HERE, customers, seed).items():
        print(f"{name}.csv {rows:,}")
