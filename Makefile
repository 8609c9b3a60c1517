# The two commands to know are `make demo` and `make test`; both prepare what they need.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
BUILD := pyproject.toml hatch_build.py constraints.txt $(shell find designer_api/frontend -path '*/node_modules' -prune -o -type f -print)
PIP := $(BIN)/python -m pip install --disable-pip-version-check --quiet -c constraints.txt

.DEFAULT_GOAL := help
.PHONY: demo test check bench soak docs clean help

demo: $(VENV)/.demo ## 演示：http://127.0.0.1:8000，随附租户和约六十个办件，账号只打印一次
	@$(BIN)/banshi demo

test: $(VENV)/.test ## 全部检查和测试（含 PostgreSQL 和浏览器），两核约十三分钟
	@sh .ci/chromium
	@$(MAKE) --no-print-directory check
	@$(BIN)/pytest -q -n 2 --dist loadfile --ignore tests/browser
	@$(BIN)/pytest -q -n 2 --dist loadfile tests/browser

check: $(VENV)/.test ## 代码规范、类型、模块边界
	@$(BIN)/ruff format --check --quiet . && $(BIN)/ruff check --quiet .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-logo

bench: $(VENV)/.test ## 速度和内存，每个指标一行 JSON
	@for file in tests/bench/*.py; do $(BIN)/python $$file || exit 1; done

soak: $(VENV)/.test ## 各项大数量的验证（以小时计）
	@$(PIP) -e '.[test,peers]'
	@$(BIN)/pytest -q -m soak --timeout 14400

clean: ## 删除环境和构建结果
	rm -rf $(VENV) designer_api/static .mypy_cache .ruff_cache .pytest_cache

help: ## 这份说明
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-8s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo '需要 Python 3.11 或更新版本；可用 make PYTHON=python3.12 指定。'; exit 1; }
	@$(PYTHON) -m venv $(VENV)

$(VENV)/.demo: $(VENV)/bin/python $(BUILD) $(if $(wildcard designer_api/static/manifest.json),,force)
	@echo '正在安装依赖并构建页面，首次约半分钟……'
	@$(PIP) -e .
	@touch $@

$(VENV)/.test: $(VENV)/bin/python $(BUILD) $(if $(wildcard designer_api/static/manifest.json),,force)
	@echo '正在安装测试依赖，首次约一分钟……'
	@$(PIP) -e '.[test]'
	@touch $(VENV)/.demo $@

.PHONY: force
force:
