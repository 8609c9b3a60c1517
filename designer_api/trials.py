"""`Trials`: runs of scenarios that testers have started from a page, while they run and for a while after.

A trial touches no case of the centre: everything happens in halls of its own. It lives in this process alone; who
wants to keep one saves its report.
"""

import asyncio
import logging
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from engine.refusal import Refusal
from engine.verify.coverage import Observer
from engine.verify.hall import Hall
from engine.verify.recording import Recorder
from engine.verify.runner import FeatureResult, Runner, count_scenarios
from tenants.bundle import Bundle
from tenants.identity import TenantId
from tenants.pack import Pack

log = logging.getLogger("banshi.trials")
KEPT = 20
"""How many trials of one tenant are kept."""
BUSY = Refusal("busy", "还有一次验证正在运行。", advice="请等它跑完，或打开它查看进度。")


@dataclass
class Trial:
    """One run: `features` are the texts by path, `total` how many scenarios there are in them. `fault` is what stopped
    it, if anything did; `seconds` how long it took in all."""

    id: UUID
    tenant: TenantId
    matter: str
    title: str
    source: str
    began: datetime
    by: str
    features: Mapping[str, str]
    packs: Mapping[str, Pack]
    total: int = 0
    observer: Observer = field(default_factory=Observer)
    recorder: Recorder = field(default_factory=Recorder)
    results: list[FeatureResult] = field(default_factory=list)
    seconds: float = 0.0
    fault: str = ""
    done: bool = False

    def __post_init__(self) -> None:
        self.total = sum(count_scenarios(text) for text in self.features.values())

    @property
    def count(self) -> int:
        """Scenarios run so far."""
        return len(self.recorder.recorded)

    @property
    def failed(self) -> int:
        """Scenarios that did not pass, and files that could not be read."""
        bad = sum(not each.result.passed for each in self.recorder.recorded)
        return bad + sum(bool(result.fault) for result in self.results)

    def run(self) -> None:
        """Run every feature; called in a thread of its own."""

        def look(hall: Hall) -> None:
            self.observer.look(hall)
            self.recorder.look(hall)

        runner = Runner(self.packs, tell=self.recorder.tell, look=look)
        for path, text in self.features.items():
            self.results.append(runner.run(text, path))


def features_of(bundle: Bundle) -> dict[str, str]:
    """The features of a bundle by path."""
    return {
        path: content.decode("utf-8", "replace") for path, content in bundle.files.items() if path.endswith(".feature")
    }


class Trials:
    """All trials of this process. One tenant runs one at a time, and only a few run at once."""

    def __init__(self) -> None:
        self._kept: dict[TenantId, list[Trial]] = {}
        self._threads = ThreadPoolExecutor(2, thread_name_prefix="trial")
        self._going: set[asyncio.Future[None]] = set()

    def start(self, trial: Trial) -> Trial | Refusal:
        """Begin a trial; refused while another one of the tenant runs."""
        kept = self._kept.setdefault(trial.tenant, [])
        if any(not each.done for each in kept):
            return BUSY
        kept.append(trial)
        del kept[:-KEPT]
        loop = asyncio.get_running_loop()
        going = loop.run_in_executor(self._threads, trial.run)
        self._going.add(going)
        began = loop.time()
        going.add_done_callback(lambda ended: self._end(trial, ended, loop.time() - began))
        return trial

    def find(self, tenant: TenantId, trial: UUID) -> Trial | None:
        """A trial of that tenant; another tenant's is not there."""
        return next((each for each in self._kept.get(tenant, ()) if each.id == trial), None)

    def latest(self, tenant: TenantId) -> Mapping[str, Trial]:
        """The newest trial of each matter, by code."""
        return {each.matter: each for each in self._kept.get(tenant, ())}

    async def close(self) -> None:
        """Wait for what is running, when the server ends."""
        await asyncio.gather(*self._going, return_exceptions=True)
        self._threads.shutdown()

    def _end(self, trial: Trial, ended: "asyncio.Future[None]", seconds: float) -> None:
        self._going.discard(ended)
        trial.seconds, trial.done = seconds, True
        error = ended.exception()
        if error is not None:
            log.error("a trial of %s broke off", trial.matter, exc_info=error)
            trial.fault = "验证中断，原因已记入服务器日志。"
