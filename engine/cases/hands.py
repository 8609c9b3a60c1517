"""Whose hand did it, as the record keeps it."""

from engine.cases.case import Hand
from tenants.people import Actor


def hand(actor: Actor, department: str = "", post: str = "", centre: str = "") -> Hand:
    """The actor as the record keeps it; `centre` names the tenant of somebody who works for another one's case."""
    return Hand(person=actor.person, name=actor.name, department=department, post=post, centre=centre)
