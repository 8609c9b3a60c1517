"""Reports of a run of scenarios, as files: JUnit XML for machines, one self-contained page for people."""

from designer_api.reports.junit import junit
from designer_api.reports.scenario_report import scenario_report

__all__ = ["junit", "scenario_report"]
