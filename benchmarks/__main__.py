"""`python -m benchmarks` (or `make bench`) prints every figure."""

from benchmarks import generated_suppliers, latency, mock_in_process

for benchmark in (mock_in_process, generated_suppliers, latency):
    benchmark.main()
