"""Figures about speed, always as ratios against a peer in the same run. Never run as tests."""
