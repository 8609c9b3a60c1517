"""Branches that start beside a step and end by themselves: a reminder, a notice.

Their tokens never meet the others, so each is judged alone, and it may start again in every round of a loop or every
time its timer fires. A branch that leads back into the flow stays where it is.
"""

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

from bpmn.proof.net import Arc, Kind, Net, NetNode


def parts(net: Net) -> list[Net]:
    """The net without its closed side branches, then each of these as a net of its own."""
    found = [_closed(net, number) for number, arc in net.arcs.items() if _leaves_beside(net, arc)]
    closed = [(number, inside) for number, inside in found if inside]
    if not closed:
        return [net]
    gone = set().union(*(inside for _, inside in closed))
    heads = {number for number, _ in closed}
    nodes = {name: node for name, node in net.nodes.items() if name not in gone}
    arcs = {n: arc for n, arc in net.arcs.items() if n not in heads and arc.source not in gone}
    return [_net(nodes, arcs), *(_branch(net, number, inside) for number, inside in closed)]


def _leaves_beside(net: Net, arc: Arc) -> bool:
    """Whether a flow leads from beside a step into its side branch."""
    return arc.source.endswith("/beside") and not arc.must and net.nodes[arc.source].kind is Kind.OR


def _closed(net: Net, number: int) -> tuple[int, frozenset[str]]:
    """The nodes of a side branch, none when anything else leads into it."""
    inside = net.reached_from([net.arcs[number].target])
    alone = all(n == number or net.arcs[n].source in inside for name in inside for n in net.ins[name])
    return (number, frozenset(inside) if alone and net.arcs[number].source not in inside else frozenset())


def _branch(net: Net, number: int, inside: frozenset[str]) -> Net:
    """A side branch with a start of its own. Inside another one, that one's start stands for it."""
    arc = net.arcs[number]
    start = NetNode(f"{arc.target}/alone", Kind.START, net.nodes[arc.source].element)
    nodes = {start.id: start, **{name: net.nodes[name] for name in net.nodes if name in inside}}
    arcs = {n: a for n, a in net.arcs.items() if a.source in inside}
    return _net(nodes, {number: replace(arc, source=start.id, must=False), **arcs})


def _net(nodes: Mapping[str, NetNode], arcs: Mapping[int, Arc]) -> Net:
    return Net(MappingProxyType(dict(nodes)), MappingProxyType(dict(arcs)))
