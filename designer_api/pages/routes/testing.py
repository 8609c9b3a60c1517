"""验证: the scenarios of every matter, run in simulated time with the progress in sight, and their reports."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote
from uuid import UUID, uuid4

from litestar import MediaType, Response, get, post
from litestar.datastructures import State
from litestar.di import NamedDependency
from litestar.exceptions import NotFoundException
from litestar.params import FromPath
from litestar.response import Redirect, Template

from designer_api.house import House
from designer_api.me import Me
from designer_api.pages import words
from designer_api.pages.page import go, page
from designer_api.reports import junit, scenario_report
from designer_api.reports.scenario_report import covered, told_of
from designer_api.routes.matter_drafts import title_of
from designer_api.trials import Trial, features_of
from designer_api.workshop import done, workshop
from engine.verify.grammar import family_name, grammar
from engine.verify.runner import count_scenarios
from tenants.bundle import Bundle
from tenants.versions import in_force

SIGNS = {"passed": "✓", "failed": "✗", "unknown": "？", "not_run": "－"}
DRAFT = "draft"
"""Names the draft of a matter among its versions."""


@get("/testing")
async def show_matters(me: NamedDependency[Me], state: State) -> Template:
    """Every matter with its scenarios and how they last came out."""
    house: House = state.house
    workshop(house, me)
    latest = house.trials.latest(me.tenant.id)
    rows = [_row(code, sources, latest.get(code)) for code, sources in (await _matters(house, me)).items()]
    return page("testing", me, "testing", rows=rows)


@get("/testing/steps")
async def show_steps(me: NamedDependency[Me], state: State) -> Template:
    """Every step that scenarios may use, with an example each."""
    workshop(state.house, me)
    families: dict[str, list[Any]] = {}
    for each in grammar().definitions():
        families.setdefault(each.family, []).append(each)
    told = [(family_name(family), found) for family, found in families.items()]
    return page("testing_steps", me, "testing", families=told)


@get("/testing/{code:str}")
async def show_matter(me: NamedDependency[Me], state: State, code: FromPath[str]) -> Template:
    """One matter: its features, and a button to run them."""
    house: House = state.house
    workshop(house, me)
    sources = await _sources(house, me, code)
    shown = [
        {
            "key": key,
            "name": _source_name(key),
            "features": [
                {"path": path, "count": count_scenarios(text), "text": text}
                for path, text in features_of(bundle).items()
            ],
        }
        for key, bundle in sources.items()
    ]
    name = title_of(next(iter(sources.values())))
    latest = house.trials.latest(me.tenant.id).get(code)
    return page("testing_matter", me, "testing", code=code, title=name, sources=shown, latest=_brief(latest))


@post("/testing/{code:str}/{source:str}")
async def start_trial(me: NamedDependency[Me], state: State, code: FromPath[str], source: FromPath[str]) -> Redirect:
    """Run all scenarios of the published version, or of the draft."""
    house: House = state.house
    tools = workshop(house, me)
    bundle = (await _sources(house, me, code)).get(source)
    if bundle is None:
        raise NotFoundException
    packs = await tools.packs_around(bundle)
    began = Trial(
        uuid4(),
        me.tenant.id,
        code,
        title_of(bundle),
        _source_name(source),
        me.now,
        me.actor.name,
        features_of(bundle),
        packs,
    )
    trial = done(house.trials.start(began))
    return go(f"/testing/{code}/trials/{trial.id}")


@get("/testing/{code:str}/trials/{trial:uuid}")
async def show_trial(me: NamedDependency[Me], state: State, code: FromPath[str], trial: FromPath[UUID]) -> Template:
    """How a run goes, and what came of it."""
    found = _trial(state.house, me, code, trial)
    return page("testing_trial", me, "testing", **_told(found))


@get("/testing/{code:str}/trials/{trial:uuid}/progress")
async def show_progress(me: NamedDependency[Me], state: State, code: FromPath[str], trial: FromPath[UUID]) -> Template:
    """The part of that page that changes while it runs."""
    found = _trial(state.house, me, code, trial)
    return Template(template_name="testing_progress.html.j2", context=_told(found))


@get("/testing/{code:str}/trials/{trial:uuid}/report.html")
async def save_page(me: NamedDependency[Me], state: State, code: FromPath[str], trial: FromPath[UUID]) -> Response[str]:
    """The report as one file to keep."""
    found = _ended(state.house, me, code, trial)
    text = scenario_report(
        found.results,
        found.recorder.recorded,
        found.observer.drawn(),
        title=f"{me.tenant.centre}“{found.title}”场景验证报告（{found.source}）",
        moment=words.moment(found.began),
        seconds=found.seconds,
    )
    return Response(text, media_type=MediaType.HTML, headers=_attachment(f"{found.title}-验证报告.html"))


@get("/testing/{code:str}/trials/{trial:uuid}/junit.xml")
async def save_junit(
    me: NamedDependency[Me], state: State, code: FromPath[str], trial: FromPath[UUID]
) -> Response[bytes]:
    """The report for machines."""
    found = _ended(state.house, me, code, trial)
    return Response(junit(found.results), media_type="application/xml", headers=_attachment(f"{code}-junit.xml"))


def _attachment(name: str) -> dict[str, str]:
    return {"Content-Disposition": f"attachment; filename*=UTF-8''{quote(name)}"}


async def _matters(house: House, me: Me) -> dict[str, dict[str, Bundle]]:
    """What can be run of every matter: by code, the version in force and the draft."""
    codes = {version.matter for version in await house.tenants.versions()}
    codes |= {draft.matter for draft in await house.tenants.drafts()}
    return {code: await _sources(house, me, code) for code in sorted(codes)}


async def _sources(house: House, me: Me, code: str) -> dict[str, Bundle]:
    """The version in force under its number, the draft under `draft`; 404 where there is neither."""
    found: dict[str, Bundle] = {}
    version = in_force(await house.tenants.versions(code), me.day)
    published = await house.tenants.bundle(code, version.hash) if version is not None else None
    if version is not None and published is not None:
        found[str(version.number)] = published
    draft = await house.tenants.draft(code)
    if draft is not None:
        found[DRAFT] = draft.bundle
    if not found:
        raise NotFoundException
    return found


def _source_name(key: str) -> str:
    return "草稿" if key == DRAFT else f"第 {key} 版"


def _row(code: str, sources: Mapping[str, Bundle], latest: Trial | None) -> dict[str, Any]:
    bundle = next(iter(sources.values()))
    return {
        "href": f"/testing/{code}",
        "name": title_of(bundle),
        "sources": "、".join(map(_source_name, sources)),
        "features": len(features_of(bundle)),
        "count": sum(map(count_scenarios, features_of(bundle).values())),
        "latest": _brief(latest),
    }


def _brief(trial: Trial | None) -> dict[str, Any] | None:
    if trial is None:
        return None
    return {
        "href": f"/testing/{trial.matter}/trials/{trial.id}",
        "source": trial.source,
        "at": words.moment(trial.began),
        "by": trial.by,
        "done": trial.done,
        "count": trial.count,
        "total": trial.total,
        "failed": trial.failed + bool(trial.fault),
    }


def _trial(house: House, me: Me, code: str, trial: UUID) -> Trial:
    workshop(house, me)
    found = house.trials.find(me.tenant.id, trial)
    if found is None or found.matter != code:
        raise NotFoundException
    return found


def _ended(house: House, me: Me, code: str, trial: UUID) -> Trial:
    found = _trial(house, me, code, trial)
    if not found.done:
        raise NotFoundException
    return found


def _told(trial: Trial) -> dict[str, Any]:
    """A run for its page: the scenarios that did not pass first while it runs, all of them in order at the end."""
    told = list(told_of(trial.recorder.recorded).values())
    return {
        "trial": _brief(trial),
        "code": trial.matter,
        "title": trial.title,
        "fault": trial.fault,
        "seconds": f"{trial.seconds:.1f}",
        "bad": [each for each in told if not each.result.passed],
        "good": [each for each in told if each.result.passed],
        "unread": [result for result in trial.results if result.fault],
        "coverage": [covered(*each) for each in trial.observer.drawn()] if trial.done else [],
        "signs": SIGNS,
    }


HANDLERS = [show_matters, show_steps, show_matter, start_trial, show_trial, show_progress, save_page, save_junit]
