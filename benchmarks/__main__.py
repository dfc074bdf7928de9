"""`python -m benchmarks` (or `make bench`) prints every figure."""

from benchmarks import mock_in_process

for benchmark in (mock_in_process,):
    benchmark.main()
