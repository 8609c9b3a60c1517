"""Verification (验证): Chinese Gherkin scenarios run on the real engine in simulated time, one grammar for every door.

`grammar` knows the steps, `runner` runs features and reports line by line, `hall` is the simulated centre the steps
act in, `steps/` holds the steps themselves, one family a file.
"""
