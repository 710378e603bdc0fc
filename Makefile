# The two commands: `make up` starts everything, `make test` checks everything. Both bring what they need.
PYTHON ?= python3

TESTS = .venv/bin/pytest --ignore tests/nlu

.PHONY: up setup setup-tests test test-fast check lock screenshots benchmark benchmark-understanding benchmark-clusters benchmark-desk benchmark-soak benchmark-enrollments

up:
	@$(PYTHON) xiaofeng.py up

setup:
	@$(PYTHON) xiaofeng.py setup

setup-tests:
	@$(PYTHON) xiaofeng.py setup --for-tests

# Everything: style, types, data, all rooms, journeys with the real model, browser and killed processes.
test: setup-tests check
	@$(PYTHON) xiaofeng.py train
	nlu/.venv/bin/python -m pytest -c tests/nlu/pytest.ini --rootdir . tests/nlu
	$(TESTS) -n 2 --dist worksteal -m "not rasa"
	$(TESTS) -n 2 --dist loadfile -m rasa --ignore tests/faults
	$(TESTS) -m rasa tests/faults

# What needs neither Rasa nor a browser, in two processes.
test-fast: setup-tests check
	$(TESTS) -n 2 --dist worksteal -m "not rasa and not browser"

check:
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/mypy

# Measure the house against a skeleton and Rasa's own REST channel (about ten minutes).
benchmark: setup-tests
	@$(PYTHON) xiaofeng.py train
	.venv/bin/python -m benchmarks.chat

# Compare what the house understands with Rasa's own classifiers; XIAOFENG_BQFAQ names the public set, if it is at hand.
benchmark-understanding: setup-tests
	nlu/.venv/bin/python -m benchmarks.understanding

# Judge how questions nobody answered are put together, and time 10,000 of them (two minutes).
benchmark-clusters: setup-tests
	@$(PYTHON) xiaofeng.py train
	nlu/.venv/bin/python -m benchmarks.clusters
	.venv/bin/python -m benchmarks.questions

# Measure the desk with 50 operators and 2,000 open conversations, then how soon the chat follows it (ten minutes).
benchmark-desk: setup-tests
	@$(PYTHON) xiaofeng.py train
	.venv/bin/python -m benchmarks.desk
	.venv/bin/python -m benchmarks.desk_to_chat

# Enroll 2,000 workers while processes are killed and the network fails, and count (20 minutes or more).
benchmark-soak: setup-tests
	.venv/bin/python -m benchmarks.soak

# Measure a house with a million applications on PostgreSQL (half an hour, most of it filling in).
benchmark-enrollments: setup-tests
	.venv/bin/python -m benchmarks.enrollments

# Take the pictures of the papers and of the handbook anew.
screenshots: setup-tests
	@$(PYTHON) xiaofeng.py train
	XIAOFENG_SCREENSHOTS=1 .venv/bin/pytest tests/journeys/test_web_page.py tests/journeys/test_takeover.py -k sqlite
	XIAOFENG_SCREENSHOTS=1 .venv/bin/pytest tests/actions/desk/test_handbook_pictures.py

# Compile the lock files anew; they hold hashes and no download host.
LOCK = uv pip compile --generate-hashes --no-emit-index-url --no-header --quiet
lock:
	$(LOCK) --universal --python-version 3.11 -o requirements.lock requirements.in
	$(LOCK) --universal --python-version 3.11 -c requirements.lock -o requirements-dev.lock requirements-dev.in
	cd nlu && $(LOCK) --python-version 3.10 -o requirements.lock requirements.in
	cd nlu && $(LOCK) --python-version 3.10 -c requirements.lock -o requirements-dev.lock requirements-dev.in
