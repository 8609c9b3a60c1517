"""Tenants: the directory, organisations, people, accounts, bundles, versions and drafts."""

from tenants.schema import STATEMENTS as STATEMENTS
