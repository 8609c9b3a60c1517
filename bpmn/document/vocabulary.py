"""The words of a BPMN file: namespaces, the standard's element names and where each stands (BPMN 2.0.2)."""

from collections.abc import Mapping
from types import MappingProxyType

from bpmn.diagram import EventKind
from bpmn.xml import Element as XmlElement
from bpmn.xml import declared_namespaces, safe_address

BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL"
BPMNDI = "http://www.omg.org/spec/BPMN/20100524/DI"
DC = "http://www.omg.org/spec/DD/20100524/DC"
DI = "http://www.omg.org/spec/DD/20100524/DI"
GOV = "urn:banshi:gov:1"
XSI = "http://www.w3.org/2001/XMLSchema-instance"
TARGET = "urn:banshi:flow"
"""The target namespace we write where a diagram names none."""
FEEL = "https://www.omg.org/spec/DMN/20191111/FEEL/"

OWN: Mapping[str, str] = MappingProxyType(
    {"bpmn": BPMN, "bpmndi": BPMNDI, "dc": DC, "di": DI, "gov": GOV, "xsi": XSI},
)
"""The prefixes the writer always declares."""

EVENT_DEFINITIONS: Mapping[str, EventKind] = MappingProxyType(
    {f"{kind.value}EventDefinition": kind for kind in EventKind if kind not in (EventKind.NONE, EventKind.MULTIPLE)}
)
ROOT_DEFINITIONS = frozenset({"message", "signal", "error", "escalation"})
REFERENCE_OF: Mapping[EventKind, str] = MappingProxyType(
    {
        EventKind.MESSAGE: "messageRef",
        EventKind.SIGNAL: "signalRef",
        EventKind.ERROR: "errorRef",
        EventKind.ESCALATION: "escalationRef",
        EventKind.COMPENSATION: "activityRef",
    }
)
LOOPS = frozenset({"multiInstanceLoopCharacteristics", "standardLoopCharacteristics"})
ARTIFACTS = frozenset({"textAnnotation", "group", "association"})
DATA = frozenset({"dataObject", "dataObjectReference", "dataStoreReference"})
DATA_ASSOCIATIONS = frozenset({"dataInputAssociation", "dataOutputAssociation"})

OTHER_ROOTS = frozenset(
    {
        "category",
        "correlationProperty",
        "dataStore",
        "endPoint",
        "extension",
        "globalBusinessRuleTask",
        "globalManualTask",
        "globalScriptTask",
        "globalTask",
        "globalUserTask",
        "import",
        "interface",
        "itemDefinition",
        "partnerEntity",
        "partnerRole",
        "relationship",
        "resource",
    }
)
"""Root elements kept as they are: the runtime does not need them."""

OTHER_MODELS = frozenset({"choreography", "globalChoreographyTask", "globalConversation", "conversation"})
"""Root elements of the standard that draw something other than a process."""

OTHER_PARTS = frozenset(
    {
        "auditing",
        "monitoring",
        "categoryValueRef",
        "supportedInterfaceRef",
        "ioSpecification",
        "ioBinding",
        "property",
        "performer",
        "humanPerformer",
        "potentialOwner",
        "resourceRole",
        "correlationSubscription",
        "correlationKey",
        "supports",
        "dataState",
        "dataInput",
        "dataOutput",
        "inputSet",
        "outputSet",
        "rendering",
        "loopDataInputRef",
        "loopDataOutputRef",
        "inputDataItem",
        "outputDataItem",
        "complexBehaviorDefinition",
        "source",
        "target",
        "completionCondition",
        "activationCondition",
        "participantMultiplicity",
        "interfaceRef",
        "endPointRef",
        "partitionElement",
        "partitionElementRef",
        "participantAssociation",
        "messageFlowAssociation",
        "conversationAssociation",
        "conversationLink",
        "conversationNode",
        "callConversation",
        "subConversation",
        "choreographyRef",
        "transformation",
        "assignment",
        "sourceRef",
        "targetRef",
        "eventDefinitionRef",
        "documentation",
        "artifact",
        "condition",
        "text",
        "incoming",
        "outgoing",
        "sequenceFlow",
        "conditionExpression",
        "timeDate",
        "timeDuration",
        "timeCycle",
        "script",
        "operationRef",
        "lane",
        "childLaneSet",
        "laneSet",
        "boundaryEvent",
    }
)
"""Parts of elements that are the standard's and kept as they are where the reader has no field for them."""

ORDER: tuple[tuple[str, ...], ...] = (
    ("documentation",),
    ("extensionElements",),
    ("auditing",),
    ("monitoring",),
    ("categoryValueRef",),
    ("supportedInterfaceRef",),
    ("incoming",),
    ("outgoing",),
    ("ioSpecification",),
    ("ioBinding",),
    ("property",),
    ("dataInput", "dataOutput"),
    ("dataInputAssociation",),
    ("dataOutputAssociation",),
    ("inputSet", "outputSet"),
    ("performer", "humanPerformer", "potentialOwner", "resourceRole"),
    (*LOOPS, *EVENT_DEFINITIONS, "eventDefinitionRef", "rendering", "script", "loopCardinality", "loopDataInputRef"),
    ("loopDataOutputRef",),
    ("inputDataItem",),
    ("outputDataItem",),
    ("complexBehaviorDefinition",),
    ("completionCondition", "conditionExpression"),
    ("laneSet",),
)
"""Where a part stands among its siblings, so that what we write is valid by the standard's schema."""

NODES_RANK = len(ORDER)
FLOWS_RANK = len(ORDER) + 1
REST_RANK = len(ORDER) + 2
RANK: Mapping[str, int] = MappingProxyType(
    {name: rank for rank, names in enumerate(ORDER) for name in names}
    | {"sequenceFlow": FLOWS_RANK}
    | dict.fromkeys(ARTIFACTS | DATA | {"correlationSubscription", "supports"}, REST_RANK)
    | {
        "import": 2,
        "extension": 3,
        "sourceRef": 10,
        "targetRef": 11,
        "BPMNDiagram": REST_RANK + 1,
        "relationship": REST_RANK + 2,
    }
)

USUAL_PREFIXES: Mapping[str, str] = MappingProxyType(
    {
        "http://camunda.org/schema/1.0/bpmn": "camunda",
        "http://camunda.org/schema/zeebe/1.0": "zeebe",
        "http://camunda.org/schema/modeler/1.0": "modeler",
        "http://flowable.org/bpmn": "flowable",
        "http://activiti.org/bpmn": "activiti",
        "http://bpmn.io/schema/bpmn/biocolor/1.0": "bioc",
        "http://www.omg.org/spec/BPMN/non-normative/color/1.0": "color",
    }
)


def bpmn(name: str) -> str:
    """The qualified tag of one of the standard's elements."""
    return f"{{{BPMN}}}{name}"


def gov(name: str) -> str:
    """The qualified name of one of our own attributes or elements."""
    return f"{{{GOV}}}{name}"


def foreign_namespaces(root: XmlElement) -> tuple[tuple[str, str], ...]:
    """(prefix, address) of every foreign namespace the file declares anywhere, in prefix order, one prefix each.

    A prefix that is missing, ours or taken is replaced by the usual one or `ns1`, `ns2`…, in order of the addresses.
    """
    declared = {safe_address(uri): prefix for uri, prefix in declared_namespaces(root).items()}
    chosen: dict[str, str] = {}
    number = 0
    for uri, prefix in sorted(declared.items()):
        if uri in OWN.values():
            continue
        wanted = USUAL_PREFIXES.get(uri) or prefix
        while not wanted or wanted in OWN or wanted in chosen or wanted.startswith("xml"):
            number += 1
            wanted = f"ns{number}"
        chosen[wanted] = uri
    return tuple(sorted(chosen.items()))
