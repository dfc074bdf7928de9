"""Home of a Dask cluster of two worker processes: prints its address, ends with standard input."""

import sys

from distributed import LocalCluster


def main() -> None:
    with LocalCluster(
        n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None
    ) as cluster:
        print(cluster.scheduler_address, flush=True)  # noqa: T201 -- read by the test
        sys.stdin.read()


if __name__ == "__main__":
    main()
